Feature: The window speaks the person's language
  A laboratory in Indonesia works in Indonesian. What is stored stays as it is, whatever the window speaks.

  Scenario: Another language is chosen, at once and for good
    Given a folder with images of 4 cells
    And the program on that folder, in English
    When I choose "Bahasa Indonesia" in the settings
    Then the menus are "Berkas, Tinjau, Tampilan, Sediaan, Bantuan"
    And the same slide is open, with 4 cells
    And the key N is for "Neutrofil"
    When I close the program and start it again
    Then the menus are "Berkas, Tinjau, Tampilan, Sediaan, Bantuan"
    When I choose "English" in the settings
    Then the menus are "File, Review, View, Slide, Help"
    And the key N is for "Neutrophil"

  Scenario: A slide is reviewed and signed in Indonesian
    Given a folder with images of 4 cells
    And the program on that folder, in Indonesian
    When I decide every cell and sign it with the first meaning
    Then the slide is said to be "ditandatangani oleh Sari (ditinjau), versi 1"
    But the store keeps the meaning "reviewed"
    And the report says "DITANDATANGANI", "Hitung jenis leukosit" and "Neutrofil"
    And the report says "For research use only. Not for use in diagnostic procedures."
    And the report says "Hanya untuk keperluan penelitian. Tidak untuk prosedur diagnostik."

  Scenario: Nothing is cut off where Indonesian is longer
    Given a folder with images of 4 cells
    And the program on that folder, in Indonesian
    Then every button and label of the window and its dialogs has room for its words
