Feature: The window is translated
  A laboratory in Indonesia works in Indonesian. Stored values do not depend on the language of the window.

  Scenario: Another language applies at once and after a restart
    Given a folder with images of 4 cells
    And the program on that folder, in English
    When I choose "Bahasa Indonesia" in the settings
    Then the menus are "Berkas, Tinjau, Tampilan, Sediaan, Belajar, Bantuan"
    And the same slide is open, with 4 cells
    And the key N is for "Neutrofil"
    When I close the program and start it again
    Then the menus are "Berkas, Tinjau, Tampilan, Sediaan, Belajar, Bantuan"
    When I choose "English" in the settings
    Then the menus are "File, Review, View, Slide, Learning, Help"
    And the key N is for "Neutrophil"

  Scenario: A slide is reviewed and signed in Indonesian
    Given a folder with images of 4 cells
    And the program on that folder, in Indonesian
    When I decide every cell and sign it with the first meaning
    Then the window says that the slide is "ditandatangani oleh Sari (ditinjau), versi 1"
    But the stored meaning is "reviewed"
    And the report says "DITANDATANGANI", "Hitung jenis leukosit" and "Neutrofil"
    And the report says "For research use only. Not for use in diagnostic procedures."
    And the report says "Hanya untuk keperluan penelitian. Tidak untuk prosedur diagnostik."

  Scenario: Longer Indonesian texts are not cut
    Given a folder with images of 4 cells
    And the program on that folder, in Indonesian
    Then every button and label of the window and its dialogs has room for its text
