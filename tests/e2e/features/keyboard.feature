Feature: The hands stay on the keyboard
  A technician reviews forty slides a day. Every step from the folder to the signed report is a key, the keys are hers,
  and what she did can be taken back, also tomorrow.

  Scenario: A slide of 100 cells, from opening to the signed report
    Given a folder with images of 100 cells
    And the window, with no slide open
    When I press Ctrl+O and choose the folder
    Then 100 cells are preclassified
    When I press F
    Then one cell fills the screen, and "0 of 100 decided" stands beside it
    When I decide every cell by the key of a class, by X or by Space
    Then the screen says "Every cell is decided"
    And "100 of 100 decided" stands beside it
    When I press Esc
    Then I am in the gallery, at the cell that was decided last
    When I press Ctrl+Shift+S and sign as "approved"
    And I press Ctrl+P and name a file
    Then the PDF says that the slide is signed, with the count of each class
    And the store holds my decision on each of the 100 cells, and a sound trail

  Scenario: Keys are changed, refused where another command has them, and kept
    Given a folder with images of 4 cells
    And the window, with the folder open
    When I try to give "Heatmap" the key Space
    Then I am told "Space is the key of “Confirm”: choose another key, or change that one first."
    When I give "Confirm" the key K
    And I give the class LYM the key 7
    Then the menu, the tip and the help say K for "Confirm" and 7 for LYM
    And K confirms a cell, 7 makes one a lymphocyte, and Space does neither
    When the window is closed and opened again
    Then K confirms a cell, 7 makes one a lymphocyte, and Space does neither
    When I reset all keys
    Then Space confirms a cell

  Scenario: A damaged file of settings costs the keys, not the work
    Given a folder with images of 2 cells
    And settings that cannot be read
    And the window, with no slide open
    Then I am told that the settings were damaged and where the file is kept

  Scenario: All that was done is taken back after a restart, and done again
    Given a folder with images of 6 cells
    And the window, with the folder open
    When I put a cell into EOS by its key
    And I confirm all cells that are left with Ctrl+A and Space
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
    And every step of it is on record
