Feature: Reviewing with the keyboard only
  A technician reviews forty slides a day. Every step from the folder to the signed report has a key, she can change the
  keys, and she can undo her work, also on the next day.

  Scenario: A slide of 100 cells, from opening to the signed report
    Given a folder with images of 100 cells
    And the window, with no slide open
    When I press Ctrl+O and choose the folder
    Then 100 cells are preclassified
    When I press F
    Then one cell fills the screen, and "0 of 100 decided" is beside it
    When I decide every cell by the key of a class, by X or by Space
    Then the screen says "Every cell is decided"
    And "100 of 100 decided" is beside it
    When I press Esc
    Then the gallery is shown, at the cell that was decided last
    When I press Ctrl+Shift+S and sign as "approved"
    And I press Ctrl+P and name a file
    Then the PDF says that the slide is signed, with the count of each class
    And the store has my decision on each of the 100 cells, and a sound audit trail

  Scenario: Keys are changed, refused if another command has them, and restored after a restart
    Given a folder with images of 4 cells
    And the window, with the folder open
    When I try to give "Heatmap" the key Space
    Then the page of the keys says "Space is the key of “Confirm”: choose another key, or change that one first."
    When I give "Confirm" the key K
    And I give the class LYM the key 7
    Then the menu, the tooltip and the help show K for "Confirm" and 7 for LYM
    And K confirms a cell, 7 puts a cell into LYM, and Space does neither
    When the window is closed and opened again
    Then K confirms a cell, 7 puts a cell into LYM, and Space does neither
    When I reset all keys
    Then Space confirms a cell

  Scenario: A damaged settings file loses the keys but does not stop the program
    Given a folder with images of 2 cells
    And settings that cannot be read
    And the window, with no slide open
    Then a message says that the settings were damaged and where the file is

  Scenario: Undo and redo all acts after a restart
    Given a folder with images of 6 cells
    And the window, with the folder open
    When I put a cell into EOS by its key
    And I confirm the remaining cells with Ctrl+A and Space
    And I enter the sample "S-77"
    And the window is closed and opened again
    And I press Ctrl+Z
    Then the sample is ""
    When I press Ctrl+Z
    Then 1 cell is decided
    When I press Ctrl+Z
    Then 0 cells are decided
    When I press Ctrl+Shift+Z 3 times
    Then 6 cells are decided
    And the sample is "S-77"
    And every step is recorded
