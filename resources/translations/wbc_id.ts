<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="id" sourcelanguage="en">
    <context>
        <name>wbc</name>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;About WBC Desktop</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Actual size</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Amend…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Dark</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Details…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;File</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Fit picture</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Groups by class</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Heatmap</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Help</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Import labels…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Keys and help</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Larger thumbnails</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Look for new images</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Next cell to review</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Open a folder…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Quit</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Redo</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Report (PDF)…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Review</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Settings…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Sign…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Slide</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;Undo</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>&amp;View</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>A&amp;greement…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Accounts of reviewers, who may sign, what a signature means</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>After a decision the next cell that needs one comes</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Agree with the preclassification</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Agree with the preclassification of every cell that the filters let through, in one step</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>All keys, and what the words mean</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>By class, age and sex; what flags in the differential go by</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>By the name of the file</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>By the time of the file</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>C&amp;lasses…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Close the window; running work stops and keeps what it finished</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Come in as a reviewer, by name and password</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Confirm</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Confirm all sho&amp;wn</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Dark always</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Decide again what was taken back</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Dismiss the message, then show the cells of every class</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Draw a slide of synthetic cells and open it</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Every signed version, each with its report as it was</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Export &amp;CSV…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Fewer cells, larger</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Fin&amp;d by file name</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Go on by &amp;itself</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Go to the next cell that needs a decision</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Hide what is decided already</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>How far the second read agrees with the first, and where not</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Larger picture</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Li&amp;ght</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Light always</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Light or dark as the system</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Look of the &amp;system</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>More cells, smaller</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Names, colours and keys of the classes; classes of your own</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Nobody can say which class this is: it waits for a person</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Not classed</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>One group a class, or all cells in one</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>One screen pixel a picture pixel</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Only un&amp;reviewed cells</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Open a folder of cell images as a slide</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Open a signed slide again, with a reason; the signed version stays</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Re&amp;viewers…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Read the folder again and preclassify what is new</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Read the slide without seeing what the first reviewer said</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Reference &amp;ranges…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Reviewer, laboratory, device, looks</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>S&amp;maller thumbnails</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>S&amp;top</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>S&amp;witch reviewer…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Sample, patient, age, sex, stain, time, total white count</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Se&amp;cond read…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Select &amp;all shown</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Select every cell that the filters let through</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Show all &amp;cells</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Show only cells whose file name contains some text</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Show where the network looked</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Sign the result with name, time and meaning; it is locked</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Signed &amp;versions…</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Smaller picture</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Sort by &amp;name</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Sort by &amp;time</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Sort by &amp;uncertainty</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Stop what runs; what is finished is kept</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Take classifications from a CSV file with path and label</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Take the cell out of the count: artefact, smudge, two cells</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Take the last decision back</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>The least sure first</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>The whole picture</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Try a &amp;demo slide</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Unidentified</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Version, model, licence</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Write one row an image to a CSV file</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Write the differential and its evidence as PDF</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Zoom &amp;in</source>
            <translation type="unfinished"></translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/commands.py"></location>
            <source>Zoom &amp;out</source>
            <translation type="unfinished"></translation>
        </message>
    </context>
</TS>
