<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="id" sourcelanguage="en">
    <context>
        <name>wbc</name>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>  (set aside)</source>
            <translation>  (dinonaktifkan)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>  /100</source>
            <translation>  /100</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/performance.py"></location>
            <source> (95 % interval {low} to {high} %)</source>
            <translation> (interval 95 % {low} sampai {high} %)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source> (check against your laboratory’s own)</source>
            <translation> (cocokkan dengan nilai laboratorium Anda sendiri)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source> Not imported: row {row} ({path}: {reason}){more}.</source>
            <translation> Tidak diimpor: baris {row} ({path}: {reason}){more}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source> Wait {wait} before the next try.</source>
            <translation> Tunggu {wait} sebelum mencoba lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source> and </source>
            <translation> dan </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source> and {n:,} more rows</source>
            <translation> dan {n:,} baris lainnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/performance.py"></location>
            <source> on {cells:,.0f} cells</source>
            <translation> pada {cells:,.0f} sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <location filename="../../wbc_desktop/ui/cell/picture_view.py"></location>
            <location filename="../../wbc_desktop/ui/settings/key_field.py"></location>
            <source> or </source>
            <translation> atau </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source> {cells} not decided by both are not compared.</source>
            <translation> {cells} yang belum diputuskan oleh keduanya tidak dibandingkan.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source> {n:,} cells drawn or removed by one of them are only listed.</source>
            <extracomment>Of one:  {n:,} cell drawn or removed by one of them is only listed.</extracomment>
            <translation>
                <numerusform> {n:,} sel yang digambar atau dihapus oleh salah satunya hanya dicantumkan di daftar.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source> {n:,} rows without a label were skipped.</source>
            <extracomment>Of one:  {n:,} row without a label was skipped.</extracomment>
            <translation>
                <numerusform> {n:,} baris tanpa label dilewati.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;About WBC Desktop</source>
            <translation>T&amp;entang WBC Desktop</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Actual size</source>
            <translation>Ukuran &amp;asli</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>&amp;Add</source>
            <translation>&amp;Tambahkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>&amp;Add a range</source>
            <translation>&amp;Tambah rentang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Amend…</source>
            <translation>&amp;Amendemen…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>&amp;Back up now</source>
            <translation>&amp;Cadangkan sekarang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Backups…</source>
            <translation>&amp;Salinan cadangan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>&amp;Choose…</source>
            <translation>&amp;Pilih…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/ui/learning/waiting_page.py"></location>
            <source>&amp;Classify the cells that teach most</source>
            <translation>&amp;Klasifikasi sel yang paling mengajari</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>&amp;Close</source>
            <translation>&amp;Tutup</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>&amp;Close the account</source>
            <translation>&amp;Tutup akun</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>&amp;Code</source>
            <translation>K&amp;ode</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>&amp;Collected</source>
            <translation>Waktu &amp;pengambilan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>&amp;Continue</source>
            <translation>&amp;Lanjutkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <source>&amp;Copy as text</source>
            <translation>&amp;Salin sebagai teks</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_learning.py"></location>
            <source>&amp;Corrections</source>
            <translation>&amp;Koreksi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>&amp;Count cells that are cut by the edge of a field</source>
            <translation>&amp;Hitung sel yang terpotong tepi lapang pandang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <source>&amp;Days kept</source>
            <translation>&amp;Hari disimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>&amp;Decide automatically, by some of the pictures</source>
            <translation>&amp;Putuskan otomatis, dari sebagian gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Details…</source>
            <translation>&amp;Rincian…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/start_form.py"></location>
            <source>&amp;Device</source>
            <translation>&amp;Perangkat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Draw a cell</source>
            <translation>T&amp;ambah sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>&amp;Export…</source>
            <translation>&amp;Ekspor…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>&amp;Fields: the program finds the white cells of each picture</source>
            <translation>&amp;Lapang pandang: program mencari sel putih pada setiap gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;File</source>
            <translation>&amp;Berkas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Fit picture</source>
            <translation>Pas&amp;kan gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>&amp;Folder</source>
            <translation>&amp;Folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Folders of the sample…</source>
            <translation>&amp;Folder sampel…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>&amp;From</source>
            <translation>&amp;Dari</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Full screen</source>
            <translation>Layar &amp;penuh</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>&amp;General</source>
            <translation>&amp;Umum</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Guide</source>
            <translation>&amp;Panduan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>&amp;Heatmap</source>
            <translation>&amp;Peta panas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Help</source>
            <translation>B&amp;antuan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>&amp;Import</source>
            <translation>&amp;Impor</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Import labels…</source>
            <translation>&amp;Impor label…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>&amp;Import…</source>
            <translation>&amp;Impor…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>&amp;Key</source>
            <translation>&amp;Tombol</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Keyboard card</source>
            <translation>&amp;Kartu tombol</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_settings.py"></location>
            <source>&amp;Keys</source>
            <translation>&amp;Tombol</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>&amp;Laboratory</source>
            <translation>&amp;Laboratorium</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Larger thumbnails</source>
            <translation>Gambar mini lebih besa&amp;r</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>&amp;Learn as classified</source>
            <translation>Pe&amp;lajari sesuai klasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>&amp;Learn as {code}</source>
            <translation>Pe&amp;lajari sebagai {code}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Learning</source>
            <translation>Be&amp;lajar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Learning from corrections…</source>
            <translation>&amp;Belajar dari koreksi…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>&amp;Leave out</source>
            <translation>&amp;Kecualikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Look for new images</source>
            <translation>&amp;Cari gambar baru</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>&amp;Meaning</source>
            <translation>&amp;Makna</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>&amp;Merge</source>
            <translation>&amp;Gabungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_learning.py"></location>
            <source>&amp;Models</source>
            <translation>&amp;Model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>&amp;Name</source>
            <translation>&amp;Nama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/start_form.py"></location>
            <source>&amp;Name of the candidate</source>
            <translation>&amp;Nama kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>&amp;New class</source>
            <translation>Kelas &amp;baru</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>&amp;New reviewer…</source>
            <translation>Pemeriksa &amp;baru…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>&amp;New run…</source>
            <translation>&amp;Penyetelan baru…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Next cell to review</source>
            <translation>Sel &amp;berikutnya yang perlu ditinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>&amp;Offered to reviewers</source>
            <translation>&amp;Ditawarkan kepada pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>&amp;Old password</source>
            <translation>Kata sandi &amp;lama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/field_dialog.py"></location>
            <source>&amp;Open</source>
            <translation>&amp;Buka</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Open a folder…</source>
            <translation>B&amp;uka folder…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>&amp;Open the account again</source>
            <translation>&amp;Buka kembali akun</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_learning.py"></location>
            <source>&amp;Over time</source>
            <translation>&amp;Dari waktu ke waktu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>&amp;Paper</source>
            <translation>&amp;Kertas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>&amp;Password</source>
            <translation>Kata &amp;sandi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>&amp;Patient</source>
            <translation>&amp;Pasien</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>&amp;Promote…</source>
            <translation>&amp;Jadikan aktif…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in_dialog.py"></location>
            <source>&amp;Quit</source>
            <translation>&amp;Tutup program</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>&amp;Reason</source>
            <translation>&amp;Alasan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>&amp;Reason (may be empty)</source>
            <translation>&amp;Alasan (boleh kosong)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Redo</source>
            <translation>U&amp;langi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>&amp;Remove</source>
            <translation>&amp;Hapus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Report (PDF)…</source>
            <translation>&amp;Laporan (PDF)…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>&amp;Report of this version…</source>
            <translation>&amp;Laporan versi ini…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>&amp;Restart</source>
            <translation>&amp;Mulai ulang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>&amp;Restore…</source>
            <translation>&amp;Pulihkan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_view.py"></location>
            <source>&amp;Resume</source>
            <translation>&amp;Lanjutkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Review</source>
            <translation>&amp;Tinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>&amp;Reviewer</source>
            <translation>&amp;Pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>&amp;Roll back…</source>
            <translation>&amp;Kembalikan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>&amp;Save</source>
            <translation>&amp;Simpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>&amp;Save the report…</source>
            <translation>&amp;Simpan laporan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>&amp;Separate this folder</source>
            <translation>&amp;Pisahkan folder ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Settings…</source>
            <translation>Pengatura&amp;n…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>&amp;Show the cell</source>
            <translation>&amp;Tampilkan sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Sign…</source>
            <translation>&amp;Tanda tangani…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>&amp;Single cells: each picture shows one cell</source>
            <translation>&amp;Sel tunggal: setiap gambar memperlihatkan satu sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>&amp;Slide</source>
            <translation>&amp;Sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>&amp;Slides</source>
            <translation>&amp;Sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>&amp;Source</source>
            <translation>&amp;Sumber</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/start_form.py"></location>
            <source>&amp;Start</source>
            <translation>&amp;Mulai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <location filename="../../wbc_desktop/ui/learning/run_view.py"></location>
            <source>&amp;Stop</source>
            <translation>&amp;Hentikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;System theme</source>
            <translation>Tema sis&amp;tem</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>&amp;Take back</source>
            <translation>&amp;Batalkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>&amp;To</source>
            <translation>&amp;Sampai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_learning.py"></location>
            <source>&amp;Training</source>
            <translation>&amp;Pelatihan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Undo</source>
            <translation>&amp;Urungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;View</source>
            <translation>Ta&amp;mpilan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>&amp;Watch a folder…</source>
            <translation>&amp;Pantau folder…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <source>&amp;Weeks kept</source>
            <translation>&amp;Minggu disimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>&amp;What</source>
            <translation>&amp;Apa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>&amp;Which signed slides would change…</source>
            <translation>&amp;Sediaan bertanda tangan mana yang akan berubah…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>(empty)</source>
            <translation>(kosong)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>, all decided</source>
            <translation>, semuanya sudah diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_slides.py"></location>
            <source>, and {n:,} more</source>
            <translation>, dan {n:,} lainnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>, by {changed_by}, {moment}</source>
            <translation>, oleh {changed_by}, {moment}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel_rows.py"></location>
            <source>, exact 95 % interval {interval} %</source>
            <translation>, interval eksak 95 % {interval} %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel_rows.py"></location>
            <source>, reference range {band} %</source>
            <translation>, nilai rujukan {band} %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>10⁹ cells per litre, such as 7.4</source>
            <translation>10⁹ sel per liter, misalnya 7,4</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>45, or 3 months</source>
            <translation>45, atau 3 bulan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <source>95 % interval</source>
            <translation>Interval 95 %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>; and {rest} more</source>
            <translation>; dan {rest} lainnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel_rows.py"></location>
            <source>; cannot be settled by counting</source>
            <translation>; tidak dapat dipastikan dengan menambah hitungan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>; no age given, adults assumed</source>
            <translation>; umur tidak diisi, dianggap dewasa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>; no sex given, ranges for everybody</source>
            <translation>; jenis kelamin tidak diisi, dipakai rentang untuk semua orang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel_rows.py"></location>
            <source>; over {over:,} more white cells needed</source>
            <translation>; perlu lebih dari {over:,} leukosit lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>; the age “{age}” is not understood, adults assumed</source>
            <translation>; umur “{age}” tidak dimengerti, dianggap dewasa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/performance.py"></location>
            <source>; whether the model learned copies of them is not known</source>
            <translation>; apakah model mempelajari salinannya tidak diketahui</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>; {cells} undecided</source>
            <translation>; {cells} belum diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel_rows.py"></location>
            <source>; {more:,} further white cells at this share would settle it</source>
            <translation>; {more:,} leukosit lagi dengan persentase ini akan memastikannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/performance.py"></location>
            <source>; {shared:,.0f} of them show an original that the model learned</source>
            <translation>; {shared:,.0f} di antaranya menunjukkan gambar asli yang dipelajari model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/performance.py"></location>
            <source>; {shared:,.0f} of them show an original that the model learned, without them the accuracy is {accuracy} %</source>
            <translation>; {shared:,.0f} di antaranya menunjukkan gambar asli yang dipelajari model, tanpa gambar itu akurasinya {accuracy} %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>A GPU needs torch, which cannot be used ({fault}), so the CPU computes.</source>
            <translation>GPU memerlukan torch, yang tidak dapat dipakai ({fault}), jadi CPU yang menghitung.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>A GPU needs torch, which cannot be used ({fault}): {advice}</source>
            <translation>GPU memerlukan torch, yang tidak dapat dipakai ({fault}): {advice}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>A backup is one file with the database and the models that were trained or imported here. The images stay in their folders: back these up, too. Choose a folder on another disk.</source>
            <translation>Cadangan adalah satu file berisi basis data serta model yang dilatih atau diimpor di sini. Gambar tetap di foldernya: cadangkan juga folder itu. Pilih folder di disk lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/run_lock.py"></location>
            <source>A candidate is being added to the list of models: try again when that is done.</source>
            <translation>Sebuah kandidat sedang ditambahkan ke daftar model: coba lagi setelah itu selesai.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/region_acts.py"></location>
            <source>A cell in a field is split into two boxes: draw both.</source>
            <translation>Sel dalam lapang pandang dibagi menjadi dua kotak: gambarlah keduanya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_rules.py"></location>
            <source>A class has or had the code {code}, and codes are not reused: choose another one.</source>
            <translation>Kode {code} sedang atau pernah dipakai sebuah kelas, dan kode tidak dipakai ulang: pilih kode lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>A demo is being drawn in {folder} already: wait until that is done, or name another folder.</source>
            <translation>Demo sedang digambar di {folder}: tunggu sampai selesai, atau pilih folder lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/runner.py"></location>
            <source>A fault in the program ended {name}. What was finished is kept, and the log says more about it.</source>
            <translation>Kesalahan dalam program menghentikan pekerjaan: {name}. Yang sudah selesai tetap tersimpan, dan catatan log menjelaskan lebih lanjut.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>A fine-tuning is running already: wait until it has ended, or stop it.</source>
            <translation>Penyetelan halus sedang berjalan: tunggu sampai selesai, atau hentikan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/start_form.py"></location>
            <source>A fine-tuning is running. Only one runs at a time.</source>
            <translation>Penyetelan halus sedang berjalan. Hanya satu yang berjalan pada satu waktu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>A fine-tuning was interrupted. It can be resumed.</source>
            <translation>Penyetelan halus terputus. Penyetelan itu dapat dilanjutkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/trail.py"></location>
            <source>A head is 64 hexadecimal digits, as a signed report prints them: check your input.</source>
            <translation>Kepala jejak audit terdiri atas 64 angka heksadesimal, seperti yang tercetak pada laporan bertanda tangan: periksa masukan Anda.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_caption.py"></location>
            <source>A picture of what the network used, not a proof.</source>
            <translation>Gambaran tentang apa yang dipakai jaringan, bukan bukti.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>A reviewer, a slide or a time, with a reason</source>
            <translation>Seorang pemeriksa, sebuah sediaan, atau suatu waktu, dengan alasan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>A second read has the same cells as its slide: open that slide.</source>
            <translation>Pembacaan kedua memuat sel yang sama dengan sediaannya: buka sediaan itu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>A second read is not signed: it is compared with the first (Agreement).</source>
            <translation>Pembacaan kedua tidak ditandatangani: hasilnya dibandingkan dengan yang pertama (Kesesuaian).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/merging.py"></location>
            <source>A slide cannot be merged with itself: choose another one.</source>
            <translation>Sediaan tidak dapat digabungkan dengan dirinya sendiri: pilih sediaan lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_rules.py"></location>
            <source>A slide may be signed while cells are undecided</source>
            <translation>Sediaan boleh ditandatangani selagi masih ada sel yang belum diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>A&amp;ddress</source>
            <translation>A&amp;lamat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>A&amp;ge</source>
            <translation>&amp;Umur</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>A&amp;greement…</source>
            <translation>&amp;Kesesuaian…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/data.py"></location>
            <source>AMENDED</source>
            <translation>DIAMENDEMEN</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/dialogs.py"></location>
            <source>About WBC Desktop</source>
            <translation>Tentang WBC Desktop</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>Absolute counts are the shares of it, in 10⁹ cells a litre.</source>
            <translation>Jumlah absolut adalah bagiannya masing-masing, dalam 10⁹ sel per liter.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Accounts of reviewers, who may sign, what a signature means</source>
            <translation>Akun pemeriksa, siapa yang boleh menandatangani, apa makna tanda tangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_view.py"></location>
            <source>Accuracy of cells kept aside</source>
            <translation>Akurasi pada sel validasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Active</source>
            <translation>Aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Active (95 %)</source>
            <translation>Aktif (95 %)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <location filename="../../wbc_desktop/ui/shell/status.py"></location>
            <source>Active model</source>
            <translation>Model aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Adapting to this slide’s stain</source>
            <translation>Menyesuaikan dengan pewarnaan sediaan ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>Add</source>
            <translation>Tambahkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Add and classify the images that a microscope camera saves in a folder</source>
            <translation>Tambahkan dan klasifikasikan gambar yang disimpan kamera mikroskop di sebuah folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/draw_bar.py"></location>
            <source>Add the cell</source>
            <translation>Tambahkan sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Adding from “{name}”…</source>
            <translation>Menambahkan dari “{name}”…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>Adding the candidate to the list of models</source>
            <translation>Menambahkan kandidat ke daftar model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Address</source>
            <translation>Alamat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/draw_bar.py"></location>
            <source>Adjust the boxes: drag a box, its sides or its corners. With the keyboard: {other} changes the box, arrows move it, Shift and arrows size it, {apply} splits, {cancel} cancels.</source>
            <translation>Sesuaikan kotak: seret kotak, sisi, atau sudutnya. Dengan papan ketik: {other} mengganti kotak, panah memindahkannya, Shift dan panah mengubah ukurannya, {apply} memecah, {cancel} membatalkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Advance automat&amp;ically</source>
            <translation>Maju &amp;otomatis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Advance automatically</source>
            <translation>Maju otomatis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>After</source>
            <translation>Sesudahnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <source>Against the reference range; not settled: the interval crosses a limit of it</source>
            <translation>Terhadap nilai rujukan; belum pasti: interval melintasi salah satu batasnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <source>Age</source>
            <translation>Umur</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Age, sex</source>
            <translation>Umur, jenis kelamin</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Agree with the preclassification</source>
            <translation>Setujui praklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Agree with the preclassification of every cell that the filters show, in one step</source>
            <translation>Setujui praklasifikasi semua sel yang ditampilkan saringan, dalam satu langkah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>Agreement</source>
            <translation>Kesesuaian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Agreement for each class</source>
            <translation>Kesesuaian untuk setiap kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Agreement of the second read</source>
            <translation>Kesesuaian pembacaan kedua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Agreement with the reviewers, by the reviewer’s class</source>
            <translation>Kesesuaian dengan pemeriksa, menurut kelas dari pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_list.py"></location>
            <source>All</source>
            <translation>Semua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>All cells (accuracy)</source>
            <translation>Semua sel (akurasi)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>All classes</source>
            <translation>Semua kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>All decisions are saved. Drafts of comments are kept, and running tasks continue. You can go on working. If the window does not respond as usual, restart the program.</source>
            <translation>Semua keputusan sudah tersimpan. Draf komentar dipertahankan, dan tugas yang berjalan diteruskan. Anda dapat terus bekerja. Jika jendela tidak merespons seperti biasa, mulai ulang program.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>All decisions are saved. Drafts of comments are kept. You can go on where you were.</source>
            <translation>Semua keputusan sudah tersimpan. Draf komentar dipertahankan. Anda dapat meneruskan dari tempat terakhir.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>All fields are optional and printed on the report as typed. Age and sex select the reference ranges. The total white count gives absolute counts. The history records who changed what.</source>
            <translation>Semua isian boleh dikosongkan dan dicetak pada laporan seperti yang diketik. Umur dan jenis kelamin menentukan nilai rujukan. Jumlah leukosit total menghasilkan jumlah absolut. Riwayat mencatat siapa mengubah apa.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>All fields with their cells, also those without cells</source>
            <translation>Semua lapang pandang dengan selnya, juga yang tanpa sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>All images in it are one slide</source>
            <translation>Semua gambar di dalamnya adalah satu sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>All keys in use on one page</source>
            <translation>Semua tombol yang dipakai pada satu halaman</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>All models</source>
            <translation>Semua model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>All settings are as in the file.</source>
            <translation>Semua pengaturan sudah sama dengan isi berkas.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>All signed and finished slides are read.</source>
            <translation>Semua sediaan yang bertanda tangan dan yang selesai dibaca.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/held_out.py"></location>
            <source>All slides were held out before: sign or finish another slide to train on.</source>
            <translation>Semua sediaan sudah pernah disisihkan untuk uji: tanda tangani atau selesaikan sediaan lain untuk pelatihan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/held_out.py"></location>
            <source>All slides were trained on before: sign or finish another slide, which is held out.</source>
            <translation>Semua sediaan sudah pernah dipakai untuk pelatihan: tanda tangani atau selesaikan sediaan lain, yang akan disisihkan untuk uji.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>All weeks</source>
            <translation>Semua minggu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>All white cells</source>
            <translation>Seluruh leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/keymap.py"></location>
            <source>Alt and a letter open a menu: choose another key.</source>
            <translation>Alt dengan huruf membuka menu: pilih tombol lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Amend</source>
            <translation>Buat amendemen</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Amend the signed slide</source>
            <translation>Amendemen sediaan bertanda tangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Amended afterwards because</source>
            <translation>Kemudian diamendemen karena</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Amended by</source>
            <translation>Diamendemen oleh</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>Amended by {by}, {at}.</source>
            <translation>Diamendemen oleh {by}, {at}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>Amendment of version {earlier}</source>
            <translation>Amendemen versi {earlier}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>Amend…</source>
            <translation>Amendemen…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>An account can be closed, but never deleted, because the history names it.</source>
            <translation>Akun dapat ditutup, tetapi tidak pernah dihapus, karena riwayat menyebut namanya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>An age in years</source>
            <translation>Umur dalam tahun</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>An unexpected error occurred</source>
            <translation>Terjadi kesalahan tak terduga</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/crash.py"></location>
            <source>An unexpected error occurred ({name}). All decisions are saved. A report is in {file}.</source>
            <translation>Terjadi kesalahan tak terduga ({name}). Semua keputusan tersimpan. Laporan ada di {file}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/crash.py"></location>
            <source>An unexpected error occurred ({name}). All decisions are saved. The report could not be written.</source>
            <translation>Terjadi kesalahan tak terduga ({name}). Semua keputusan tersimpan. Laporan tidak dapat ditulis.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/run_lock.py"></location>
            <source>Another fine-tuning is being started: wait until it has ended.</source>
            <translation>Penyetelan halus lain sedang dimulai: tunggu sampai selesai.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/registry.py"></location>
            <source>Another model became active meanwhile: look at the list of models again.</source>
            <translation>Sementara itu model lain menjadi aktif: lihat kembali daftar model.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Any</source>
            <translation>Semua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/dialogs.py"></location>
            <source>Apache License 2.0</source>
            <translation>Lisensi Apache 2.0</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/devices.py"></location>
            <source>Apple GPU</source>
            <translation>GPU Apple</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <source>Arrows: other cells</source>
            <translation>Tombol panah: sel lain</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>As a &amp;table</source>
            <translation>Sebagai &amp;tabel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/translating.py"></location>
            <source>As the system</source>
            <translation>Mengikuti sistem</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/devices.py"></location>
            <source>Automatic</source>
            <translation>Otomatis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/help/help_window.py"></location>
            <source>Back</source>
            <translation>Mundur</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>Back to the gallery</source>
            <translation>Kembali ke galeri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <source>Back up &amp;every day while the program is open</source>
            <translation>Cadangkan s&amp;etiap hari selama program terbuka</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <source>Backing up</source>
            <translation>Membuat cadangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Backups</source>
            <translation>Cadangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Backups (*.zip);;All files (*)</source>
            <translation>Cadangan (*.zip);;Semua file (*)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Balanced accuracy</source>
            <translation>Akurasi seimbang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <source>Basophil</source>
            <translation>Basofil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>Begin</source>
            <translation>Mulai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>Beside each cell is its heatmap (Grad-CAM). The bright areas are those in which the network found support for the class of the cell; for Unidentified and Not classed cells, for the class that the model found most probable. It is a picture of what the network used, not a proof that the class is right.</source>
            <translation>Di samping setiap sel terdapat peta panasnya (Grad-CAM). Bagian yang terang adalah tempat jaringan menemukan dukungan untuk kelas sel itu; bagi sel yang Tak teridentifikasi atau Tidak diklasifikasi, untuk kelas yang menurut model paling mungkin. Ini gambaran tentang apa yang dipakai jaringan, bukan bukti bahwa kelasnya benar.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Better than “{name}”</source>
            <translation>Lebih baik daripada “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Both</source>
            <translation>Keduanya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Both have not yet decided the same cell.{rest}</source>
            <translation>Belum ada sel yang diputuskan oleh keduanya.{rest}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Both models classify the same cells, which neither was trained on. Predicted is the most probable class, also where the cell stays Unidentified because the model is not sure.</source>
            <translation>Kedua model mengklasifikasi sel yang sama, yang tidak dipakai untuk melatih satu pun dari keduanya. Prediksi adalah kelas yang paling mungkin, juga bila sel tetap Tak teridentifikasi karena model tidak yakin.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>Both models name every cell the same.</source>
            <translation>Kedua model menyebut setiap sel dengan kelas yang sama.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/field_view.py"></location>
            <source>Box at {x}, {y}; {width} × {height} pixels</source>
            <translation>Kotak pada {x}, {y}; {width} × {height} piksel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>By class</source>
            <translation>Menurut kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>By class, age and sex; they decide the flags in the differential</source>
            <translation>Menurut kelas, umur dan jenis kelamin; menentukan tanda pada hitung jenis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>By laboratory</source>
            <translation>Menurut laboratorium</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>By slide</source>
            <translation>Menurut sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>By the name of the file</source>
            <translation>Menurut nama file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>By the time of the file</source>
            <translation>Menurut waktu file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>C&amp;lasses…</source>
            <translation>&amp;Kelas…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>C&amp;omments</source>
            <translation>K&amp;omentar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>CBAM attention</source>
            <translation>Atensi CBAM</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/devices.py"></location>
            <source>CPU, 8 bits</source>
            <translation>CPU, 8 bit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/devices.py"></location>
            <source>CPU, 8-bit numbers (faster)</source>
            <translation>CPU, bilangan 8-bit (lebih cepat)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>CSV (*.csv);;All files (*)</source>
            <translation>CSV (*.csv);;Semua file (*)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>Calibration error (ECE)</source>
            <translation>Galat kalibrasi (ECE)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/draw_bar.py"></location>
            <location filename="../../wbc_desktop/ui/widgets/ask.py"></location>
            <source>Cancel</source>
            <translation>Batal</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Candidate</source>
            <translation>Kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Candidate (95 %)</source>
            <translation>Kandidat (95 %)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>Candidate minus active model, in points: accuracy {accuracy}, balanced accuracy {balanced}.</source>
            <translation>Kandidat dikurangi model aktif, dalam poin: akurasi {accuracy}, akurasi seimbang {balanced}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Candidate {name}</source>
            <translation>Kandidat {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Cell</source>
            <translation>Sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>Cell {number:,} of {count:,} shown</source>
            <translation>Sel {number:,} dari {count:,} yang tampil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <location filename="../../wbc_desktop/ui/gallery/gallery.py"></location>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Cells</source>
            <translation>Sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Cells after a second look</source>
            <translation>Sel setelah dilihat lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Cells and slides</source>
            <translation>Sel dan sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>Cells by class</source>
            <translation>Sel menurut kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Cells counted</source>
            <translation>Sel dihitung</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>Cells decided</source>
            <translation>Sel yang sudah diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>Cells of the slide</source>
            <translation>Sel pada sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Cells on which the two differ</source>
            <translation>Sel yang dinilai berbeda oleh keduanya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Cells that are already decided keep their class.</source>
            <translation>Sel yang sudah diputuskan tetap pada kelasnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>Cells that became</source>
            <translation>Sel yang menjadi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Cells that became right, and wrong, with the candidate</source>
            <translation>Sel yang menjadi benar, dan menjadi salah, dengan kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>Cells that nobody has reviewed are classified again: those of the open slide now, those of other slides when they are opened. Reviewed cells and signed results stay as they are.</source>
            <translation>Sel yang belum ditinjau siapa pun diklasifikasi lagi: sel sediaan yang terbuka sekarang, sel sediaan lain saat sediaan itu dibuka. Sel yang sudah ditinjau dan hasil yang bertanda tangan tetap seperti semula.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/queue_bar.py"></location>
            <source>Cells that teach most: {decided:,} of {count:,} classified</source>
            <translation>Sel yang paling mengajari: {decided:,} dari {count:,} sudah diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Cells that the reviewer classified without a preclassification</source>
            <translation>Sel yang diklasifikasi pemeriksa tanpa praklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Cells that the reviewer put into another class</source>
            <translation>Sel yang dipindahkan pemeriksa ke kelas lain</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/waiting_page.py"></location>
            <source>Cells to classify</source>
            <translation>Sel untuk diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Cells whose preclassification the reviewer confirmed</source>
            <translation>Sel yang praklasifikasinya dikonfirmasi pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <source>Cells, and below them the absolute count from the typed total white count</source>
            <translation>Jumlah sel, dan di bawahnya jumlah absolut dari jumlah leukosit total yang diketik</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Chance of this if both are equally good (McNemar)</source>
            <translation>Peluang terjadinya hal ini jika keduanya sama baik (McNemar)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>Change</source>
            <translation>Ubah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Changed to {name}</source>
            <translation>Diubah menjadi {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>Changed: {shown}{more}.</source>
            <translation>Perubahan: {shown}{more}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>Change…</source>
            <translation>Ubah…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>Changing the active model</source>
            <translation>Mengganti model aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>Changing the kind of the pictures</source>
            <translation>Mengubah jenis gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <source>Checking a backup</source>
            <translation>Memeriksa cadangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <source>Choose a cell in the gallery to see it here.</source>
            <translation>Pilih sebuah sel di galeri untuk melihatnya di sini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>Choose the colour</source>
            <translation>Pilih warna</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Choose the folder into which the camera writes its images.</source>
            <translation>Pilih folder tempat kamera menyimpan gambarnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <source>Choose the folder of the backups</source>
            <translation>Pilih folder cadangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>Choose the meaning of the signature, for example reviewed or approved.</source>
            <translation>Pilih makna tanda tangan, misalnya ditinjau atau disetujui.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>Choose…</source>
            <translation>Pilih…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/status.py"></location>
            <source>Chosen when the first cell is classified</source>
            <translation>Dipilih saat sel pertama diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Class</source>
            <translation>Kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>Class of the reference cells</source>
            <translation>Kelas sel rujukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Class {code}</source>
            <translation>Kelas {code}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Classes</source>
            <translation>Kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <source>Classes of the open slide: count, share, exact 95 % interval and reference range</source>
            <translation>Kelas pada sediaan yang terbuka: jumlah, persentase, interval eksak 95 % dan nilai rujukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>Classes: {classes}</source>
            <translation>Kelas: {classes}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/class_rows.py"></location>
            <source>Classify as {name}</source>
            <translation>Klasifikasikan sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <location filename="../../wbc_desktop/ui/shell/commands.py"></location>
            <source>Classify as {name} ({code})</source>
            <translation>Klasifikasikan sebagai {name} ({code})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Classify the cell as {code}</source>
            <translation>Klasifikasikan sel sebagai {code}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/unlike.py"></location>
            <source>Classify the cells that teach most</source>
            <translation>Klasifikasi sel yang paling mengajari</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Classifying</source>
            <translation>Mengklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Clear</source>
            <translation>Hapus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Clear the filters</source>
            <translation>Hapus semua filter</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/key_field.py"></location>
            <source>Click, then press the new key. {escape} cancels, {backspace} removes the key.</source>
            <translation>Klik, lalu tekan tombol yang baru. {escape} membatalkan, {backspace} menghapus tombol.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Close</source>
            <translation>Tutup</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/start_dialog.py"></location>
            <source>Close ({left})</source>
            <translation>Tutup ({left})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Close the window; running tasks stop, finished work is kept</source>
            <translation>Tutup jendela; tugas yang berjalan dihentikan, hasil yang selesai disimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>Co&amp;lour</source>
            <translation>&amp;Warna</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Co&amp;mment…</source>
            <translation>Ko&amp;mentar…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Collected</source>
            <translation>Pengambilan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>Colour</source>
            <translation>Warna</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>Colour of the class</source>
            <translation>Warna kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_caption.py"></location>
            <source>Colours of the heatmap, from low on the left to high on the right</source>
            <translation>Warna peta panas, dari rendah di kiri sampai tinggi di kanan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Com&amp;pare</source>
            <translation>Ban&amp;dingkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_tools.py"></location>
            <location filename="../../wbc_desktop/ui/cell/comments.py"></location>
            <source>Comment on this cell</source>
            <translation>Komentar atas sel ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Comment: {text}</source>
            <translation>Komentar: {text}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <location filename="../../wbc_desktop/reports/comments.py"></location>
            <source>Comments</source>
            <translation>Komentar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/comments.py"></location>
            <source>Comments on the cell</source>
            <translation>Komentar atas sel</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/cell/cell_tools.py"></location>
            <source>Comments on {n:,} cells are not saved yet.</source>
            <extracomment>Of one: A comment on {n:,} cell is not saved yet.</extracomment>
            <translation>
                <numerusform>Komentar atas {n:,} sel belum disimpan.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Comparing signed slides</source>
            <translation>Membandingkan sediaan bertanda tangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>Comparing the two reads</source>
            <translation>Membandingkan kedua pembacaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>Comparing with the active model</source>
            <translation>Membandingkan dengan model aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>Comparison</source>
            <translation>Perbandingan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Comparison of a candidate with the active model</source>
            <translation>Perbandingan kandidat dengan model aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Comparison of the candidate {name}</source>
            <translation>Perbandingan kandidat {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>Comparison: {result}</source>
            <translation>Perbandingan: {result}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_slides.py"></location>
            <source>Computes on {name}</source>
            <translation>Menghitung dengan {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>Computing features</source>
            <translation>Menghitung fitur</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>Computing the heatmap ({method})…</source>
            <translation>Menghitung peta panas ({method})…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Confidence</source>
            <translation>Keyakinan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Confidence from</source>
            <translation>Keyakinan mulai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Confidence to</source>
            <translation>Keyakinan sampai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Confirm</source>
            <translation>Konfirmasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Confirm all sho&amp;wn</source>
            <translation>Konfirmasi semua yang &amp;tampil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Confirm all shown</source>
            <translation>Konfirmasi semua yang tampil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>Confirmed</source>
            <translation>Dikonfirmasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Confirmed {name}</source>
            <translation>Dikonfirmasi sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Confirmed: {cells}.</source>
            <translation>Dikonfirmasi: {cells}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Confirming {cells}</source>
            <translation>Mengonfirmasi {cells}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Confusions that changed</source>
            <translation>Kekeliruan yang berubah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Confusions that changed on {name}</source>
            <translation>Kekeliruan yang berubah pada {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/help/help_window.py"></location>
            <source>Contents</source>
            <translation>Daftar isi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Copies of the database: daily, now, what is in each, and restoring one</source>
            <translation>Salinan basis data: harian, sekarang, isinya masing-masing, dan pemulihannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <source>Copy as C&amp;SV</source>
            <translation>Salin sebagai C&amp;SV</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <source>Copy the differential, details of the slide, reference ranges</source>
            <translation>Salin hitung jenis, rincian sediaan, nilai rujukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>Copying the cells for the second read</source>
            <translation>Menyalin sel untuk pembacaan kedua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>Corrected</source>
            <translation>Dikoreksi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>Corrected count = count × 100 / (100 + erythroblasts per 100 white cells)</source>
            <translation>Jumlah terkoreksi = jumlah × 100 / (100 + eritroblas per 100 leukosit)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <source>Corrected for erythroblasts</source>
            <translation>Dikoreksi terhadap eritroblas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>Corrections</source>
            <translation>Koreksi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <source>Count</source>
            <translation>Jumlah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <source>Count
10⁹/L</source>
            <translation>Jumlah
10⁹/L</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Count cells at the edge of a field</source>
            <translation>Hitung sel di tepi lapang pandang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Counted cells that need a decision, including those left Unidentified</source>
            <translation>Sel yang dihitung dan perlu diputuskan, termasuk yang dibiarkan Tak teridentifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_list.py"></location>
            <source>Counting…</source>
            <translation>Menghitung…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/cell_delegate.py"></location>
            <source>Cut</source>
            <translation>Terpotong</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/cell_delegate.py"></location>
            <source>Cut by the edge</source>
            <translation>Terpotong tepi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <source>Cut by the edge of the field</source>
            <translation>Terpotong tepi lapang pandang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>D&amp;evice</source>
            <translation>&amp;Perangkat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Daily backup</source>
            <translation>Cadangan harian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Dar&amp;k</source>
            <translation>G&amp;elap</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Dark always</source>
            <translation>Selalu gelap</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Data</source>
            <translation>Data</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>Date and time. Add the time zone if it is not that of this computer.</source>
            <translation>Tanggal dan waktu. Tambahkan zona waktu jika berbeda dari zona komputer ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Days of backups that are kept</source>
            <translation>Jumlah hari cadangan yang disimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Decided</source>
            <translation>Diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Decided as {name}</source>
            <translation>Diputuskan sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Decided as {name} in a merged folder</source>
            <translation>Diputuskan sebagai {name} di folder yang digabungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>Decided, model named no class</source>
            <translation>Diputuskan, model tidak menyebut kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Decision undone</source>
            <translation>Keputusan diurungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Decisions</source>
            <translation>Keputusan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>Decisions by class</source>
            <translation>Keputusan menurut kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>Decisions by laboratory</source>
            <translation>Keputusan menurut laboratorium</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>Decisions by slide</source>
            <translation>Keputusan menurut sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Decisions from {start} to {end}</source>
            <translation>Keputusan dari {start} sampai {end}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Decisions of {name}</source>
            <translation>Keputusan {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>Decisions that wait for a second look</source>
            <translation>Keputusan yang menunggu dilihat lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>Decisions that you read a second time are hidden until your second read is finished.</source>
            <translation>Keputusan pada sediaan yang sedang Anda baca untuk kedua kalinya disembunyikan sampai pembacaan kedua Anda selesai.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>Details of {slide}</source>
            <translation>Rincian {slide}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/ui/learning/start_form.py"></location>
            <source>Device</source>
            <translation>Perangkat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/status.py"></location>
            <source>Device in use</source>
            <translation>Perangkat yang dipakai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/status.py"></location>
            <source>Device: automatic</source>
            <translation>Perangkat: otomatis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Difference (95 %)</source>
            <translation>Selisih (95 %)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <source>Differential</source>
            <translation>Hitung jenis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Differs from the preclassification now</source>
            <translation>Kini berbeda dari praklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Digest of the result (SHA-256)</source>
            <translation>Digest hasil (SHA-256)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Disagreement</source>
            <translation>Perbedaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Dismiss the message, then show the cells of every class</source>
            <translation>Tutup pesan, lalu tampilkan sel semua kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/banner.py"></location>
            <source>Dismiss this message</source>
            <translation>Tutup pesan ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>Done</source>
            <translation>Selesai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/draw_bar.py"></location>
            <source>Drag a box around the missed cell. With the keyboard: arrows move the box, Shift and arrows size it, {other} goes to other regions that may be cells, {apply} adds the cell, {cancel} cancels.</source>
            <translation>Seret kotak mengelilingi sel yang terlewat. Dengan papan ketik: panah memindahkan kotak, Shift dan panah mengubah ukurannya, {other} menuju bagian lain yang mungkin sel, {apply} menambahkan sel, {cancel} membatalkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Draw a box around a cell that was not found</source>
            <translation>Gambar kotak mengelilingi sel yang tidak ditemukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <source>Draw a cell</source>
            <translation>Tambah sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Draw a slide of synthetic cells and open it</source>
            <translation>Gambar sediaan dengan sel buatan lalu buka</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/open_slide.py"></location>
            <source>Drawing a demo slide…</source>
            <translation>Menggambar sediaan demo…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Drawn</source>
            <translation>Digambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Drawn in a merged folder</source>
            <translation>Digambar di folder yang digabung</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Drawn in the split of a box</source>
            <translation>Digambar saat kotak dipecah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>E&amp;xport…</source>
            <translation>&amp;Ekspor…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/fields.py"></location>
            <source>Each box has the number of its cell in the picture and the class of the cell. A dashed box touches the edge of the field: the cell may be cut.</source>
            <translation>Setiap kotak memuat nomor selnya pada gambar dan kelas sel itu. Kotak putus-putus menyentuh tepi lapang pandang: selnya mungkin terpotong.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Each folder in it is a slide of its own</source>
            <translation>Setiap folder di dalamnya adalah sediaan tersendiri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>End always does this, too</source>
            <translation>End juga selalu melakukannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>Enter the reason for the amendment: the report prints it.</source>
            <translation>Masukkan alasan amendemen: alasan itu dicetak pada laporan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <source>Eosinophil</source>
            <translation>Eosinofil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>Errors: {n}.</source>
            <translation>Jumlah kesalahan: {n}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <source>Erythroblast</source>
            <translation>Eritroblas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>Every cell is decided</source>
            <translation>Semua sel sudah diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>Every cell shown here is decided</source>
            <translation>Semua sel yang tampil sudah diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Every decision in signed and finished slides teaches.</source>
            <translation>Setiap keputusan pada sediaan yang bertanda tangan dan yang selesai dipelajari.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Every signed version, each with its report as it was</source>
            <translation>Setiap versi bertanda tangan, masing-masing dengan laporannya seperti semula</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>Everybody signs in by name and password ({key}). Accounts are closed, never deleted.</source>
            <translation>Setiap orang masuk dengan nama dan kata sandi ({key}). Akun ditutup, tidak pernah dihapus.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Exclusions from learning</source>
            <translation>Yang dikecualikan dari pembelajaran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Export &amp;CSV…</source>
            <translation>Ekspor &amp;CSV…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>Export CSV</source>
            <translation>Ekspor CSV</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Export a model</source>
            <translation>Ekspor model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>Export the settings</source>
            <translation>Ekspor pengaturan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Exporting a model</source>
            <translation>Mengekspor model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Fewer cells, larger</source>
            <translation>Lebih sedikit sel, lebih besar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Fi&amp;elds…</source>
            <translation>La&amp;pang pandang…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/fields.py"></location>
            <location filename="../../wbc_desktop/ui/cell/field_dialog.py"></location>
            <source>Fields</source>
            <translation>Lapang pandang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/field_dialog.py"></location>
            <source>Fields of this slide</source>
            <translation>Lapang pandang pada sediaan ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/fields.py"></location>
            <source>Fields without white cells ({n})</source>
            <translation>Lapang pandang tanpa leukosit ({n})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/dialogs.py"></location>
            <source>File</source>
            <translation>File</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>File name</source>
            <translation>Nama file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>File {path}</source>
            <translation>Berkas {path}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/dialogs.py"></location>
            <source>Files that cannot be used</source>
            <translation>File yang tidak dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>Files that cannot be used ({n})</source>
            <translation>File yang tidak dapat dipakai ({n})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Filters</source>
            <translation>Filter</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Filters ({count})</source>
            <translation>Filter ({count})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Fin&amp;d by file name</source>
            <translation>Cari menurut nama &amp;file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Find a command</source>
            <translation>Cari perintah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Find by file name</source>
            <translation>Cari menurut nama file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/queue_bar.py"></location>
            <source>Find the next cells that teach most</source>
            <translation>Cari sel berikutnya yang paling mengajari</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Finding cells in fields</source>
            <translation>Mencari sel dalam lapang pandang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/teaching.py"></location>
            <source>Finding the cells that teach most…</source>
            <translation>Mencari sel yang paling mengajari…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/start_form.py"></location>
            <source>Fine-tune the active model</source>
            <translation>Setel halus model aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/unlike.py"></location>
            <source>Fine-tune…</source>
            <translation>Setel halus…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>Fine-tuning needs {packages}, not installed here: {advice}</source>
            <translation>Penyetelan halus memerlukan {packages}, yang tidak terpasang di sini: {advice}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>Fine-tuning runs</source>
            <translation>Penyetelan halus</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>Finish your second read first: {n:,} cells are undecided.</source>
            <extracomment>Of one: Finish your second read first: {n:,} cell is undecided.</extracomment>
            <translation>
                <numerusform>Selesaikan dulu pembacaan kedua Anda: {n:,} sel belum diputuskan.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>First</source>
            <translation>Pertama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>First reviewer</source>
            <translation>Pemeriksa pertama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Fit the picture to the whole field instead of the cell</source>
            <translation>Paskan gambar ke seluruh lapang pandang, bukan ke sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>Flag</source>
            <translation>Tanda</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <source>Flag
range %</source>
            <translation>Tanda
rujukan %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Flag as signed</source>
            <translation>Tanda saat ditandatangani</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Flag then</source>
            <translation>Tanda nantinya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Flags that would change</source>
            <translation>Tanda yang akan berubah</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Flags would change on {n:,} slides.</source>
            <extracomment>Of one: Flags would change on {n:,} slide.</extracomment>
            <translation>
                <numerusform>Tanda akan berubah pada {n:,} sediaan.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Folder</source>
            <translation>Folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <source>Folder of the backups</source>
            <translation>Folder cadangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>Folders of one sample can be one slide, which is counted, reviewed, reported and signed as a whole. An image in two of the folders counts once. Folders can be separated again, and each keeps the decisions on its cells.</source>
            <translation>Beberapa folder dari satu sampel dapat menjadi satu sediaan, yang dihitung, ditinjau, dilaporkan dan ditandatangani sebagai satu kesatuan. Gambar yang ada di dua folder dihitung sekali. Folder dapat dipisahkan lagi, dan masing-masing mempertahankan keputusan atas sel-selnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>Folders of the sample</source>
            <translation>Folder sampel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>Folders of this slide</source>
            <translation>Folder sediaan ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>Folders of “{name}”</source>
            <translation>Folder “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>For example: two cells were put into the wrong class</source>
            <translation>Contoh: dua sel dimasukkan ke kelas yang salah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/pages.py"></location>
            <location filename="../../wbc_desktop/ui/shell/dialogs.py"></location>
            <source>For research use only. Not for use in diagnostic procedures.</source>
            <translation>Hanya untuk keperluan penelitian. Tidak untuk prosedur diagnostik.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/help/help_window.py"></location>
            <source>Forward</source>
            <translation>Maju</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <source>From</source>
            <translation>Mulai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>From %</source>
            <translation>Dari %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>From age</source>
            <translation>Dari umur</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>Full-screen review</source>
            <translation>Peninjauan layar penuh</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comments.py"></location>
            <source>Further comments on cells ({n})</source>
            <translation>Komentar lain atas sel ({n})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Gate</source>
            <translation>Gerbang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/leaving_out.py"></location>
            <source>Give a reason: it is stored with the exclusion.</source>
            <translation>Berikan alasan: alasan itu disimpan bersama yang dikecualikan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_rules.py"></location>
            <source>Give the class {code} a name of at most {longest_name} characters.</source>
            <translation>Beri kelas {code} nama dengan paling banyak {longest_name} karakter.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/registry.py"></location>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>Give the reason why this model is promoted although it was not found better.</source>
            <translation>Berikan alasan mengapa model ini dijadikan aktif walaupun tidak terbukti lebih baik.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Go to the first cell of the field before</source>
            <translation>Ke sel pertama pada lapang pandang sebelumnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Go to the first cell of the next field</source>
            <translation>Ke sel pertama pada lapang pandang berikutnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Go to the next cell that needs a decision</source>
            <translation>Ke sel berikutnya yang perlu diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Go to the next cell to review after each decision</source>
            <translation>Pindah ke sel berikutnya yang perlu ditinjau setelah setiap keputusan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>Grad-CAM: predicted</source>
            <translation>Grad-CAM: prediksi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>Grad-CAM: {name}</source>
            <translation>Grad-CAM: {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Grou&amp;ps by class</source>
            <translation>Ke&amp;lompok menurut kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Groups</source>
            <translation>Kelompok</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/help/help_window.py"></location>
            <source>Guide</source>
            <translation>Panduan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>Head of the audit trail at the last signature (SHA-256)</source>
            <translation>Kepala jejak audit pada tanda tangan terakhir (SHA-256)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Heatmap</source>
            <translation>Peta panas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Held-out cells of the laboratory</source>
            <translation>Sel laboratorium yang disisihkan untuk uji</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Held-out cells of {laboratory}</source>
            <translation>Sel {laboratory} yang disisihkan untuk uji</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Hide cells that are decided</source>
            <translation>Sembunyikan sel yang sudah diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Hide the filters</source>
            <translation>Sembunyikan filter</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/history.py"></location>
            <source>History of the cell</source>
            <translation>Riwayat sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Home always does this, too</source>
            <translation>Home juga selalu melakukannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>How good they are, on which cells, and where they fail</source>
            <translation>Seberapa baik model, pada sel mana, dan di mana model gagal</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>How the heatmap of a class is computed. Other methods than Grad-CAM take a moment for each cell.</source>
            <translation>Cara menghitung peta panas suatu kelas. Metode selain Grad-CAM memerlukan sedikit waktu untuk setiap sel.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>How to work with the program, task by task</source>
            <translation>Cara bekerja dengan program, tugas demi tugas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>How well the second read agrees with the first, and the differences</source>
            <translation>Seberapa sesuai pembacaan kedua dengan yang pertama, dan perbedaannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Images</source>
            <translation>Gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Images that a microscope camera writes into this folder are added and classified automatically, as soon as they are complete. Watching continues after a restart, until you stop it.</source>
            <translation>Gambar yang disimpan kamera mikroskop ke folder ini ditambahkan dan diklasifikasi secara otomatis segera setelah lengkap. Pemantauan berlanjut setelah program dijalankan ulang, sampai Anda menghentikannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Images, decisions and history stay; opening brings it back</source>
            <translation>Gambar, keputusan dan riwayat tetap ada; membuka folder memunculkannya kembali</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <source>Immature granulocyte</source>
            <translation>Granulosit imatur</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Import a model</source>
            <translation>Impor model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>Import labels (columns path and label)</source>
            <translation>Impor label (kolom path dan label)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>Import settings</source>
            <translation>Impor pengaturan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Imported as {name}</source>
            <translation>Diimpor sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Imported “{name}”. It is not active yet.</source>
            <translation>“{name}” diimpor. Model ini belum aktif.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Importing a model</source>
            <translation>Mengimpor model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>Importing the labels</source>
            <translation>Mengimpor label</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>In force: {name}</source>
            <translation>Yang berlaku: {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>In this laboratory a {role} may not amend: ask a reviewer who may, or a manager.</source>
            <translation>Di laboratorium ini {role} tidak boleh membuat amendemen: minta pemeriksa yang boleh, atau manajer.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>In this laboratory a {role} may not sign: ask a reviewer who may, or a manager.</source>
            <translation>Di laboratorium ini {role} tidak boleh menandatangani: minta pemeriksa yang boleh, atau manajer.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>It &amp;includes erythroblasts: correct for them</source>
            <translation>&amp;Termasuk eritroblas: koreksikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>It &amp;is</source>
            <translation>&amp;Jenis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>It is promoted only if you give a reason. The audit trail keeps it.</source>
            <translation>Model ini dijadikan aktif hanya jika Anda memberikan alasan. Jejak audit menyimpannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>It was not compared with the active one here.</source>
            <translation>Model ini tidak dibandingkan dengan model yang aktif di sini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>Its other results are in the list of training runs, and in that of models.</source>
            <translation>Hasil lainnya ada dalam daftar pelatihan, dan dalam daftar model.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Its passport is {path}.</source>
            <translation>Paspornya {path}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Kappa</source>
            <translation>Kappa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>Key</source>
            <translation>Tombol</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/key_field.py"></location>
            <source>Key of {command}: {key}</source>
            <translation>Tombol untuk {command}: {key}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Key of {name}</source>
            <translation>Tombol untuk {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Keyboard shortcuts reset to defaults.</source>
            <translation>Semua tombol dikembalikan ke bawaan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Keys</source>
            <translation>Tombol</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>Keys that cannot be changed</source>
            <translation>Tombol yang tidak dapat diubah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Kind</source>
            <translation>Jenis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>La&amp;nguage</source>
            <translation>Ba&amp;hasa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>Labels are imported into the slide itself, not into a second read: open that slide.</source>
            <translation>Label diimpor ke sediaan itu sendiri, bukan ke pembacaan kedua: buka sediaan itu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>Laboratory</source>
            <translation>Laboratorium</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Language</source>
            <translation>Bahasa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Larger picture</source>
            <translation>Gambar lebih besar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>Last change: {name}, by {reviewer}, {moment}</source>
            <translation>Perubahan terakhir: {name}, oleh {reviewer}, {moment}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>Last {n:,} weeks</source>
            <extracomment>Of one: Last week</extracomment>
            <translation>
                <numerusform>{n:,} minggu terakhir</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Learned from</source>
            <translation>Dipelajari dari</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>Learned from {data}: {classes}</source>
            <translation>Belajar dari {data}: {classes}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/learning_window.py"></location>
            <source>Learning from corrections</source>
            <translation>Belajar dari koreksi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>Learns new class scores for the laboratory from what the network sees already. A hundred cells take less than a minute on two processor cores.</source>
            <translation>Mempelajari skor kelas baru untuk laboratorium ini dari apa yang sudah dilihat jaringan. Seratus sel memakan waktu kurang dari satu menit pada dua inti prosesor.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>Leave &amp;out</source>
            <translation>K&amp;ecualikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Leave &amp;out…</source>
            <translation>K&amp;ecualikan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>Leave out of learning</source>
            <translation>Kecualikan dari pembelajaran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <source>Left Unidentified by {who}</source>
            <translation>Dibiarkan Tak teridentifikasi oleh {who}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Left out</source>
            <translation>Dikecualikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Li&amp;ght</source>
            <translation>Teran&amp;g</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Light always</source>
            <translation>Selalu terang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Light or dark as the system</source>
            <translation>Terang atau gelap mengikuti sistem</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/unlike.py"></location>
            <source>Like the cells that the model learned from</source>
            <translation>Mirip dengan sel yang dipelajari model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Loading the model…</source>
            <translation>Memuat model…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <source>Loading…</source>
            <translation>Memuat…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Lock the window until a reviewer signs in</source>
            <translation>Kunci jendela sampai seorang pemeriksa masuk</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>Lock this window when idle</source>
            <translation>Kunci jendela ini bila tidak digunakan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Looking for images: {found:,} found</source>
            <translation>Mencari gambar: {found:,} ditemukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>Looking for images…</source>
            <translation>Mencari gambar…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_view.py"></location>
            <source>Loss</source>
            <translation>Loss</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_caption.py"></location>
            <source>Low – high, scaled for each map by its own maximum</source>
            <translation>Rendah – tinggi, diskalakan untuk setiap peta menurut maksimumnya sendiri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <source>Lymphocyte</source>
            <translation>Limfosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Made</source>
            <translation>Dibuat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backup_text.py"></location>
            <source>Made by version {version}.</source>
            <translation>Dibuat oleh versi {version}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Made with {program_version}.</source>
            <translation>Dibuat dengan {program_version}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/daily_backup.py"></location>
            <source>Making the daily backup</source>
            <translation>Membuat cadangan harian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_rules.py"></location>
            <source>Managers</source>
            <translation>Manajer</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_rules.py"></location>
            <source>May sign:</source>
            <translation>Boleh menandatangani:</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>Mean of the classes (balanced accuracy)</source>
            <translation>Rata-rata kelas (akurasi seimbang)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_rules.py"></location>
            <source>Meanings:</source>
            <translation>Makna:</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <source>Measure</source>
            <translation>Ukuran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Measured</source>
            <translation>Hasil uji</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>Median shift (1: limit)</source>
            <translation>Median pergeseran (1: batas)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/forward.py"></location>
            <source>Memory is short: {cells} at a time from now on, which may be slower.</source>
            <translation>Memori kurang: mulai sekarang {cells} sekaligus, mungkin lebih lambat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Merge folders of one sample into this slide, or separate them</source>
            <translation>Gabungkan folder satu sampel ke sediaan ini, atau pisahkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>Merge into “{name}”</source>
            <translation>Gabungkan ke “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>Merge with</source>
            <translation>Gabungkan dengan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>Merging the folders</source>
            <translation>Menggabungkan folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>Method of the heatmap</source>
            <translation>Metode peta panas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Minutes until locking</source>
            <translation>Menit sampai terkunci</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Model</source>
            <translation>Model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Model files (*.safetensors)</source>
            <translation>Berkas model (*.safetensors)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Model files (*.safetensors);;All files (*)</source>
            <translation>Berkas model (*.safetensors);;Semua berkas (*)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/dialogs.py"></location>
            <location filename="../../wbc_desktop/ui/shell/main_window.py"></location>
            <source>Model {name}
SHA-256 {sha256}</source>
            <translation>Model {name}
SHA-256 {sha256}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>Model: {sure}</source>
            <translation>Model: {sure}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Models</source>
            <translation>Model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <source>Monocyte</source>
            <translation>Monosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <source>More about the differential</source>
            <translation>Lebih lanjut tentang hitung jenis</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/queue_bar.py"></location>
            <source>More cells</source>
            <translation>Sel lain</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>More cells, smaller</source>
            <translation>Lebih banyak sel, lebih kecil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>More white cells needed to settle the flag, if the shares stay the same: {told}.</source>
            <translation>Leukosit yang masih perlu dihitung agar tandanya pasti, jika persentasenya tetap: {told}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_caption.py"></location>
            <source>Most is outside even if a narrow margin counts as part of the cell: the map is coarse.</source>
            <translation>Sebagian besar tetap di luar, walaupun tepi sempit di sekeliling sel ikut dihitung sebagai sel: peta ini kasar.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>Most of this heatmap ({outside}) lies outside the cell. Check what it shows.</source>
            <translation>Sebagian besar peta panas ini ({outside}) berada di luar sel. Periksa apa yang ditunjukkannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>Move in the gallery</source>
            <translation>Bergerak di galeri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Moving</source>
            <translation>Bergerak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>NOT PASSED</source>
            <translation>TIDAK LULUS</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/devices.py"></location>
            <source>NVIDIA GPU</source>
            <translation>GPU NVIDIA</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>Name</source>
            <translation>Nama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>Name at least one role that may sign, and one meaning that a signature can have.</source>
            <translation>Sebutkan sedikitnya satu peran yang boleh menandatangani, dan satu makna tanda tangan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/start_form.py"></location>
            <source>Name of the candidate</source>
            <translation>Nama kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_list.py"></location>
            <source>Name, folder, sample or patient</source>
            <translation>Nama, folder, sampel atau pasien</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Names, colours and keys of the classes; classes of your own</source>
            <translation>Nama, warna dan tombol kelas; kelas buatan sendiri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Ne&amp;xt field</source>
            <translation>Lapang pandang berik&amp;utnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <source>Neutrophil</source>
            <translation>Neutrofil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>New &amp;password…</source>
            <translation>Kata &amp;sandi baru…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/comments.py"></location>
            <source>New comment on the cell</source>
            <translation>Komentar baru atas sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>New corrections</source>
            <translation>Koreksi baru</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>New password</source>
            <translation>Kata sandi baru</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>New reviewer</source>
            <translation>Pemeriksa baru</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>No cell</source>
            <translation>Bukan sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>No cell has been preclassified by a model.</source>
            <translation>Tidak ada sel yang dipraklasifikasi oleh model.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>No cell has both a preclassification and a reviewer’s class: nothing to compare.</source>
            <translation>Tidak ada sel yang memiliki praklasifikasi sekaligus kelas dari pemeriksa: tidak ada yang dapat dibandingkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/waiting_page.py"></location>
            <source>No cell of any slide waits for a decision.</source>
            <translation>Tidak ada sel dari sediaan mana pun yang menunggu keputusan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>No cell of this slide fits the filter.</source>
            <translation>Tidak ada sel sediaan ini yang lolos filter.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/teaching.py"></location>
            <source>No cell of this slide waits for a decision.</source>
            <translation>Tidak ada sel sediaan ini yang menunggu keputusan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <source>No cell selected</source>
            <translation>Tidak ada sel yang dipilih</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_gallery.py"></location>
            <source>No cell shown here needs a decision any more.</source>
            <translation>Tidak ada lagi sel yang tampil di sini yang perlu diputuskan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>No cells here</source>
            <translation>Tidak ada sel di sini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>No cells to show</source>
            <translation>Tidak ada sel untuk ditampilkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/main_window.py"></location>
            <source>No cells yet</source>
            <translation>Belum ada sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>No class and no field differs from the version before.</source>
            <translation>Tidak ada kelas dan isian yang berbeda dari versi sebelumnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>No decided cells of this class yet</source>
            <translation>Belum ada sel kelas ini yang diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>No decision waits for a second look.</source>
            <translation>Tidak ada keputusan yang menunggu dilihat lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>No decisions to learn from yet. Decide on every cell of a slide, or sign it: then the model can learn from it.</source>
            <translation>Belum ada keputusan untuk dipelajari. Putuskan setiap sel sebuah sediaan, atau tanda tangani sediaan itu: setelah itu model dapat belajar darinya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>No folder is watched any more. The images added so far stay.</source>
            <translation>Tidak ada lagi folder yang dipantau. Gambar yang sudah ditambahkan tetap ada.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>No heatmap yet</source>
            <translation>Belum ada peta panas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>No held-out cells were compared, so that nothing shows whether the candidate is better in this laboratory. The reasons above say what to do.</source>
            <translation>Tidak ada sel yang disisihkan yang dibandingkan, sehingga tidak terlihat apakah kandidat lebih baik di laboratorium ini. Alasan di atas menyebutkan apa yang perlu dilakukan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/main_window.py"></location>
            <source>No model</source>
            <translation>Tidak ada model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/dialogs.py"></location>
            <source>No model is registered yet.</source>
            <translation>Belum ada model yang terdaftar.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/registry.py"></location>
            <source>No other model was active before, so there is nothing to roll back to.</source>
            <translation>Belum pernah ada model lain yang aktif, jadi tidak ada model untuk dikembalikan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/help/help_window.py"></location>
            <source>No page has these words.</source>
            <translation>Tidak ada halaman dengan kata-kata ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>No reason is given.</source>
            <translation>Tidak ada alasan yang diberikan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>No slide is signed yet, so nothing would change.</source>
            <translation>Belum ada sediaan yang bertanda tangan, jadi tidak ada yang akan berubah.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_list.py"></location>
            <source>No slide matches.</source>
            <translation>Tidak ada sediaan yang cocok.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <source>No white cell was found in this field. Draw a box around a cell that was missed.</source>
            <translation>Tidak ada sel putih yang ditemukan pada lapang pandang ini. Gambarlah kotak mengelilingi sel yang terlewat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>No white cell was found. Open a field ({key}) to draw one.</source>
            <translation>Tidak ada sel putih yang ditemukan. Buka lapang pandang ({key}) untuk menggambarnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>No white cells were counted, so there are no percentages.</source>
            <translation>Tidak ada leukosit yang dihitung, jadi tidak ada persentase.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>Nobody has read this slide a second time yet (Slide, Second read).</source>
            <translation>Belum ada yang membaca sediaan ini untuk kedua kalinya (Sediaan, Pembacaan kedua).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Not better than “{name}”</source>
            <translation>Tidak lebih baik daripada “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>Not classed</source>
            <translation>Tidak diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Not counted</source>
            <translation>Tidak dihitung</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Not finished</source>
            <translation>Belum selesai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>Not passed: no corrected cells of the laboratory were held out, so that nothing shows whether the candidate is better there. Sign or finish a second slide and train again.</source>
            <translation>Tidak lulus: tidak ada sel terkoreksi dari laboratorium yang disisihkan, sehingga tidak terlihat apakah kandidat lebih baik di sana. Tanda tangani atau selesaikan sediaan kedua, lalu latih lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>Not passed: none of the corrected cells that were held out could be compared, so that nothing shows whether the candidate is better there. The list of cells that could not be used says why: restore their pictures, or sign or finish another slide, and train again.</source>
            <translation>Tidak lulus: tidak satu pun sel terkoreksi yang disisihkan dapat dibandingkan, sehingga tidak terlihat apakah kandidat lebih baik di sana. Daftar sel yang tidak dapat dipakai menyebutkan sebabnya: kembalikan gambarnya, atau tanda tangani atau selesaikan sediaan lain, lalu latih lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>Not passed: there is no test set of a laboratory that the active model knows, so that nothing shows whether the candidate became worse there.</source>
            <translation>Tidak lulus: tidak ada set uji dari laboratorium yang dikenal model aktif, sehingga tidak terlihat apakah kandidat memburuk di sana.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>Not passed: {what}.</source>
            <translation>Tidak lulus: {what}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>Not preclassified yet</source>
            <translation>Belum dipraklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Not read</source>
            <translation>Tidak terbaca</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <location filename="../../wbc_desktop/ui/gallery/group_heading.py"></location>
            <source>Not yet preclassified</source>
            <translation>Belum dipraklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>Note: all held-out cells are of one slide, so the result may differ on other slides.</source>
            <translation>Catatan: semua sel yang disisihkan berasal dari satu sediaan, sehingga hasilnya dapat berbeda pada sediaan lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Notes</source>
            <translation>Catatan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/exports.py"></location>
            <source>Nothing is stored of the folder “{folder}”: classify it first. If it was moved or renamed, its stored cells are then found again.</source>
            <translation>Tidak ada yang tersimpan tentang folder “{folder}”: klasifikasikan dahulu. Jika folder dipindahkan atau diganti namanya, sel yang tersimpan akan ditemukan lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Nothing new to classify</source>
            <translation>Tidak ada yang baru untuk diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Nothing was reclassified.</source>
            <translation>Tidak ada yang direklasifikasi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Nothing was stored.</source>
            <translation>Tidak ada yang disimpan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/review.py"></location>
            <source>Nothing was undone or redone, because the slide was just changed at another bench: look at the change, and try again.</source>
            <translation>Tidak ada yang diurungkan atau diulangi, karena sediaan baru saja diubah di meja kerja lain: lihat perubahannya, lalu coba lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Nothing yet</source>
            <translation>Belum ada apa-apa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>Now</source>
            <translation>Sekarang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <source>Numbers by week</source>
            <translation>Angka per minggu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/engine_choice.py"></location>
            <source>ONNX Runtime cannot be used ({fault}): PyTorch is slower.</source>
            <translation>ONNX Runtime tidak dapat dipakai ({fault}): PyTorch lebih lambat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/engine_choice.py"></location>
            <source>ONNX Runtime is the fastest engine on a CPU, and needs no torch.</source>
            <translation>ONNX Runtime adalah mesin tercepat pada CPU, dan tidak memerlukan torch.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/engine_choice.py"></location>
            <source>ONNX Runtime, which computes on the CPU, cannot be used ({fault}): install the program again.</source>
            <translation>ONNX Runtime, yang menghitung pada CPU, tidak dapat dipakai ({fault}): pasang ulang program.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <source>Of the white cells (other classes: per 100 white cells), and its exact Clopper–Pearson interval</source>
            <translation>Dari leukosit (kelas lain: per 100 leukosit), beserta interval Clopper–Pearson eksaknya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Of {cells} that a reviewer decided, {agreed} were in the class that the model had found most probable: {share} % (95 % interval {interval} %), Cohen’s kappa {kappa}.</source>
            <translation>Dari {cells} yang diputuskan pemeriksa, {agreed} berada di kelas yang menurut model paling mungkin: {share} % (interval 95 % {interval} %), kappa Cohen {kappa}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>One cell to the left</source>
            <translation>Satu sel ke kiri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>One cell to the right</source>
            <translation>Satu sel ke kanan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <source>One copy of each of so many days is kept</source>
            <translation>Satu salinan dari tiap hari sebanyak ini disimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/plan_form.py"></location>
            <source>One copy of each of so many weeks is kept</source>
            <translation>Satu salinan dari tiap minggu sebanyak ini disimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>One group per class, or all cells in one group</source>
            <translation>Satu kelompok per kelas, atau semua sel dalam satu kelompok</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>One line down</source>
            <translation>Satu baris ke bawah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>One line up</source>
            <translation>Satu baris ke atas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_tools.py"></location>
            <source>One of the two cells is no longer in the slide. Look for new images ({key}).</source>
            <translation>Salah satu dari kedua sel itu tidak ada lagi di sediaan. Cari gambar baru ({key}).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/merging.py"></location>
            <source>One of these folders is inside the other, so the outer slide has all the cells: open that one.</source>
            <translation>Salah satu folder ini berada di dalam yang lain, jadi sediaan luar memuat semua sel: buka sediaan itu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/merging.py"></location>
            <source>One of these slides shows fields and the other single cells: change the kind of one slide first.</source>
            <translation>Salah satu slide ini berisi lapang pandang dan yang lain sel tunggal: ubah dahulu jenis gambar salah satu slide.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>One page down</source>
            <translation>Satu halaman ke bawah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>One page up</source>
            <translation>Satu halaman ke atas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>One screen pixel per picture pixel</source>
            <translation>Satu piksel layar per piksel gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>Only a manager changes reviewers, rules, models, classes and reference ranges: ask one, or sign in as one.</source>
            <translation>Hanya manajer yang mengubah pemeriksa, aturan, model, kelas, dan rentang rujukan: minta kepadanya, atau masuk sebagai manajer.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Only a manager changes the plan and restores backups.</source>
            <translation>Hanya manajer yang mengubah rencana dan memulihkan cadangan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/region_acts.py"></location>
            <source>Only cells in fields can be removed: give a picture the class “Not classed”.</source>
            <translation>Hanya sel dalam lapang pandang yang dapat dihapus: beri gambar kelas “Tidak diklasifikasi”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/field_dialog.py"></location>
            <source>Only fields &amp;without cells ({n:,})</source>
            <translation>Hanya lapang pandang &amp;tanpa sel ({n:,})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Only un&amp;reviewed cells</source>
            <translation>Hanya sel yang belum diti&amp;njau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>Opacity of the heatmap</source>
            <translation>Opasitas peta panas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/open_slide.py"></location>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <location filename="../../wbc_desktop/ui/widgets/save_file.py"></location>
            <source>Open</source>
            <translation>Buka</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/field_dialog.py"></location>
            <source>Open a field to see its cells, or to draw a cell that was missed.</source>
            <translation>Buka lapang pandang untuk melihat selnya, atau untuk menggambar sel yang terlewat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_slides.py"></location>
            <source>Open a folder of cell images</source>
            <translation>Buka folder gambar sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Open a folder of cell images as a slide</source>
            <translation>Buka folder gambar sel sebagai sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>Open a folder with one sample's cells</source>
            <translation>Buka folder berisi sel dari satu sampel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <location filename="../../wbc_desktop/ui/shell/slide_panel.py"></location>
            <source>Open a folder…</source>
            <translation>Buka folder…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Open a signed slide again, with a reason; the signed version stays</source>
            <translation>Buka kembali sediaan bertanda tangan, dengan alasan; versi bertanda tangan tetap ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>Open another folder…</source>
            <translation>Buka folder lain…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Opening {name}…</source>
            <translation>Membuka {name}…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/start_frame.py"></location>
            <source>Opening…</source>
            <translation>Membuka…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Order of the cells</source>
            <translation>Urutan sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>Others per 100 white cells</source>
            <translation>Lainnya per 100 leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>Others: {codes}</source>
            <translation>Lainnya: {codes}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Over time</source>
            <translation>Dari waktu ke waktu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>PASSED</source>
            <translation>LULUS</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/data.py"></location>
            <source>PRELIMINARY</source>
            <translation>SEMENTARA</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Page down always does this, too</source>
            <translation>Page down juga selalu melakukannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Page up always does this, too</source>
            <translation>Page up juga selalu melakukannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/pages.py"></location>
            <source>Page {number} of {pages}</source>
            <translation>Halaman {number} dari {pages}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Paper</source>
            <translation>Kertas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>Passed: {what}.</source>
            <translation>Lulus: {what}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>Password &amp;again</source>
            <translation>&amp;Ulangi kata sandi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_rules.py"></location>
            <source>Pathologists</source>
            <translation>Dokter patologi klinik</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Patient</source>
            <translation>Pasien</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>Per cent; for other cells, the number per 100 white cells</source>
            <translation>Persen; untuk sel lain, jumlah per 100 leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>Percentages for adults as in Bain, Bates, Laffan: Dacie and Lewis Practical Haematology, 12th edition 2017, chapter Reference ranges and normal values; immature granulocytes (over 10 years) from Roehrl et al., Arch Pathol Lab Med 2011;135:471–477. Check against your laboratory’s own.</source>
            <translation>Persentase untuk dewasa menurut Bain, Bates, Laffan: Dacie and Lewis Practical Haematology, edisi ke-12 2017, bab Reference ranges and normal values; granulosit imatur (di atas 10 tahun) dari Roehrl dkk., Arch Pathol Lab Med 2011;135:471–477. Cocokkan dengan nilai laboratorium Anda sendiri.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Pict&amp;ures…</source>
            <translation>Ga&amp;mbar…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/picture_view.py"></location>
            <source>Picture of the cell</source>
            <translation>Gambar sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>Picture of the left cell</source>
            <translation>Gambar sel kiri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>Picture of the right cell</source>
            <translation>Gambar sel kanan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/waiting_page.py"></location>
            <source>Pictures</source>
            <translation>Gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>Pictures of “{name}”</source>
            <translation>Gambar pada “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <source>Platelet</source>
            <translation>Trombosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Pre&amp;vious field</source>
            <translation>Lapang pandang sebelumn&amp;ya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Preclassification against final</source>
            <translation>Praklasifikasi dibandingkan hasil akhir</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Preclassified {sure}</source>
            <translation>Dipraklasifikasi {sure}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>Predicted class ({code})</source>
            <translation>Kelas prediksi ({code})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>Press Return or click to compare with the cell shown</source>
            <translation>Tekan Enter atau klik untuk membandingkan dengan sel yang tampil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>Press the button that has the focus</source>
            <translation>Menekan tombol layar yang terpilih</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/key_field.py"></location>
            <source>Press the new key…</source>
            <translation>Tekan tombol baru…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare_bars.py"></location>
            <source>Probabilities of both cells</source>
            <translation>Probabilitas kedua sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <location filename="../../wbc_desktop/ui/learning/run_view.py"></location>
            <location filename="../../wbc_desktop/ui/shell/status.py"></location>
            <source>Progress</source>
            <translation>Kemajuan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>Promote</source>
            <translation>Jadikan aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>Promote a model that was not found better</source>
            <translation>Jadikan aktif model yang tidak terbukti lebih baik</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>Promote anyway</source>
            <translation>Tetap jadikan aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Put into {name}</source>
            <translation>Masukkan ke {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/engine_choice.py"></location>
            <source>PyTorch computes on the GPU.</source>
            <translation>PyTorch menghitung pada GPU.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>R&amp;eason</source>
            <translation>A&amp;lasan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>Ranges for everybody are used for this sex.</source>
            <translation>Untuk jenis kelamin ini dipakai rentang untuk semua orang.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>Ranges: defaults for adults (no age given); check against your laboratory’s own.</source>
            <translation>Rentang: bawaan untuk dewasa (umur tidak diisi); cocokkan dengan nilai laboratorium Anda sendiri.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>Ranges: {name}</source>
            <translation>Rentang: {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Re&amp;viewers…</source>
            <translation>Peme&amp;riksa…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Read the folder again and preclassify what is new</source>
            <translation>Baca folder lagi dan praklasifikasikan yang baru</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Reading the backups…</source>
            <translation>Membaca cadangan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>Reading the cells</source>
            <translation>Membaca sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>Reading the decisions…</source>
            <translation>Membaca keputusan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>Reading the folders…</source>
            <translation>Membaca folder…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Reading the models…</source>
            <translation>Membaca model…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>Reading the run…</source>
            <translation>Membaca penyetelan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Reading…</source>
            <translation>Membaca…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/tasks.py"></location>
            <source>Ready</source>
            <translation>Siap</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Ready for review; not classified</source>
            <translation>Siap ditinjau; belum diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Ready: {fields}</source>
            <translation>Siap: {fields}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Ready: {n:,} images classified</source>
            <extracomment>Of one: Ready: {n:,} image classified</extracomment>
            <translation>
                <numerusform>Siap: {n:,} gambar diklasifikasi</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Ready: {n:,} images, nothing new</source>
            <extracomment>Of one: Ready: {n:,} image, nothing new</extracomment>
            <translation>
                <numerusform>Siap: {n:,} gambar, tidak ada yang baru</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Reason</source>
            <translation>Alasan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>Reason: {reason}</source>
            <translation>Alasan: {reason}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Recall of each class on {name}</source>
            <translation>Sensitivitas tiap kelas pada {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>Recall of the class</source>
            <translation>Sensitivitas kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Reclassified</source>
            <translation>Direklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Reclassified as {name}</source>
            <translation>Direklasifikasi sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Reclassified: {cells}.</source>
            <translation>Direklasifikasi: {cells}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Reclassifying {cells}</source>
            <translation>Mereklasifikasi {cells}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/undo_buttons.py"></location>
            <source>Redo</source>
            <translation>Ulangi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/undo_buttons.py"></location>
            <source>Redo the last undone change</source>
            <translation>Ulangi perubahan terakhir yang diurungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Redo the last undone decision</source>
            <translation>Ulangi keputusan terakhir yang diurungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Redoing the act on {cells}</source>
            <translation>Mengulangi tindakan pada {cells}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Redone: changed to {name}</source>
            <translation>Diulangi: diubah menjadi {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Redone: comment “{text}”</source>
            <translation>Diulangi: komentar “{text}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Redone: confirmed {name}</source>
            <translation>Diulangi: dikonfirmasi sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Redone: decided as {name}</source>
            <translation>Diulangi: diputuskan sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Redone: drawn</source>
            <translation>Diulang: digambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Redone: reclassified as {name}</source>
            <translation>Diulangi: direklasifikasi sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Redone: removed</source>
            <translation>Diulang: dihapus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Refere&amp;nce ranges…</source>
            <translation>Nilai ru&amp;jukan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>Reference</source>
            <translation>Rujukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>Reference %</source>
            <translation>Rujukan %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>Reference cells: {name}</source>
            <translation>Sel rujukan: {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>Reference ranges</source>
            <translation>Nilai rujukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>Reference ranges: class, limits in per cent, sex and ages in years</source>
            <translation>Nilai rujukan: kelas, batas dalam persen, jenis kelamin dan umur dalam tahun</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>Reference ranges: {name}</source>
            <translation>Nilai rujukan: {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Remo&amp;ve: no cell</source>
            <translation>&amp;Hapus: bukan sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_view.py"></location>
            <source>Remo&amp;ve…</source>
            <translation>&amp;Hapus…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <location filename="../../wbc_desktop/ui/review/region_acts.py"></location>
            <source>Remove</source>
            <translation>Hapus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Remove from the l&amp;ist</source>
            <translation>Hapus dari &amp;daftar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>Remove from the list</source>
            <translation>Hapus dari daftar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>Remove the run</source>
            <translation>Hapus penyetelan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Removed in a merged folder</source>
            <translation>Dihapus di folder yang digabung</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Removed: no cell</source>
            <translation>Dihapus: bukan sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/region_acts.py"></location>
            <source>Removed: {cells}.</source>
            <translation>Dihapus: {cells}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>Removing a fine-tuning</source>
            <translation>Menghapus penyetelan halus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Replace the box of touching cells by two boxes</source>
            <translation>Ganti kotak sel yang bersentuhan dengan dua kotak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>Report</source>
            <translation>Laporan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/pdf.py"></location>
            <source>Report of the slide {slide}</source>
            <translation>Laporan sediaan {slide}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>Report of version {number}</source>
            <translation>Laporan versi {number}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Reported</source>
            <translation>Dilaporkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <location filename="../../wbc_desktop/ui/shell/connect_gallery.py"></location>
            <source>Report…</source>
            <translation>Laporan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Reset</source>
            <translation>Kembalikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Reset &amp;all keys</source>
            <translation>Kembalikan &amp;semua tombol</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>Reset the key of {command}</source>
            <translation>Kembalikan tombol untuk {command}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>Reset to &amp;defaults</source>
            <translation>Kembalikan ke &amp;bawaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <source>Restore</source>
            <translation>Pulihkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Restore a backup</source>
            <translation>Pulihkan cadangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Restore another &amp;file…</source>
            <translation>Pulihkan &amp;file lain…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>Retry</source>
            <translation>Coba lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>Return</source>
            <translation>Enter</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/keymap.py"></location>
            <source>Return presses the button that has the focus, and Tab goes to the next one: choose another key.</source>
            <translation>Enter menekan tombol layar yang terpilih, dan Tab pindah ke yang berikutnya: pilih tombol lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/comments.py"></location>
            <source>Return saves the comment, {key} goes back to the cells</source>
            <translation>Enter menyimpan komentar, {key} kembali ke sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Review the slide without seeing the first reviewer’s classes</source>
            <translation>Tinjau sediaan tanpa melihat kelas dari pemeriksa pertama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Reviewed by</source>
            <translation>Ditinjau oleh</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>Reviewer</source>
            <translation>Pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Reviewer of the latest decision</source>
            <translation>Pemeriksa yang terakhir memutuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Reviewer, laboratory, device, paper, language and keys</source>
            <translation>Pemeriksa, laboratorium, perangkat, kertas, bahasa, dan tombol</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>Reviewers</source>
            <translation>Pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/learning.py"></location>
            <source>Reviewers differ on this cell.</source>
            <translation>Para pemeriksa berbeda pendapat tentang sel ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source>Reviewers have accounts here, so this was not saved: sign in with yours.</source>
            <translation>Pemeriksa memiliki akun di sini, jadi ini tidak disimpan: masuk dengan akun Anda.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>Reviewers sign in by name and password here (File, Switch reviewer)</source>
            <translation>Di sini pemeriksa masuk dengan nama dan kata sandi (Berkas, Ganti pemeriksa)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Right / wrong</source>
            <translation>Benar / salah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>Ro&amp;le</source>
            <translation>Pe&amp;ran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>Role</source>
            <translation>Peran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>Role of the selected reviewer</source>
            <translation>Peran pemeriksa yang dipilih</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>Roll back</source>
            <translation>Kembalikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>Row {number}: a limit of {code} must be between 0 and {most:g}.</source>
            <translation>Baris {number}: batas {code} harus antara 0 dan {most:g}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>Row {number}: an age must be between 0 and {oldest_years:g} years.</source>
            <translation>Baris {number}: umur harus antara 0 dan {oldest_years:g} tahun.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>Row {number}: the ages of {code} end before they begin: correct them.</source>
            <translation>Baris {number}: umur untuk {code} berakhir sebelum dimulai: betulkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>Row {number}: the lower limit of {code} is above the upper one: exchange them.</source>
            <translation>Baris {number}: batas bawah {code} di atas batas atasnya: tukarkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>Row {number}: there is another range of {code} for the same sex and ages: change the ages of one of them, or remove it.</source>
            <translation>Baris {number}: ada rentang lain untuk {code} dengan jenis kelamin dan umur yang sama: ubah umur salah satunya, atau hapus.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>Row {number}: there is no class {code}: choose one of the list.</source>
            <translation>Baris {number}: tidak ada kelas {code}: pilih salah satu dari daftar.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>Row {number}: {code} has no limit: type a lower or an upper one, or remove the row.</source>
            <translation>Baris {number}: {code} tidak memiliki batas: ketik batas bawah atau atas, atau hapus barisnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>Row {row}: “{text}” in the column {columns} is not a number.</source>
            <translation>Baris {row}: “{text}” pada kolom {columns} bukan angka.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Rules that the candidate passed</source>
            <translation>Aturan yang dipenuhi kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>S&amp;ample</source>
            <translation>&amp;Sampel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>S&amp;maller thumbnails</source>
            <translation>Gambar mini lebih kec&amp;il</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>S&amp;tain</source>
            <translation>Pe&amp;warnaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>S&amp;top</source>
            <translation>&amp;Hentikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>SHA-256 {sha256}</source>
            <translation>SHA-256 {sha256}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/data.py"></location>
            <source>SIGNED</source>
            <translation>DITANDATANGANI</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Sample</source>
            <translation>Sampel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Sample, patient, age, sex, stain, time, total white count</source>
            <translation>Sampel, pasien, umur, jenis kelamin, pewarnaan, waktu, jumlah leukosit total</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Save as CS&amp;V…</source>
            <translation>Simpan sebagai CS&amp;V…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Save as CSV</source>
            <translation>Simpan sebagai CSV</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Save as P&amp;DF…</source>
            <translation>Simpan sebagai P&amp;DF…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>Save the report</source>
            <translation>Simpan laporan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Se&amp;cond read…</source>
            <translation>Pem&amp;bacaan kedua…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>Se&amp;x</source>
            <translation>&amp;Jenis kelamin</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/slides/slide_list.py"></location>
            <source>Search slides</source>
            <translation>Cari sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_list.py"></location>
            <source>Search slides by name, folder, sample or patient</source>
            <translation>Cari sediaan menurut nama, folder, sampel atau pasien</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/help/help_window.py"></location>
            <source>Search the guide</source>
            <translation>Cari dalam panduan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>Search the slides that can be merged</source>
            <translation>Cari sediaan yang dapat digabungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Second</source>
            <translation>Kedua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>Second look</source>
            <translation>Lihat lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>Second read</source>
            <translation>Pembacaan kedua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Second read of “{slide}”</source>
            <translation>Pembacaan kedua “{slide}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>Second reader</source>
            <translation>Pembaca kedua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Select &amp;all shown</source>
            <translation>Pilih &amp;semua yang tampil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Select every cell that the filters show</source>
            <translation>Pilih semua sel yang ditampilkan saringan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>Select several cells: a decision then applies to all of them</source>
            <translation>Memilih beberapa sel: keputusan lalu berlaku untuk semuanya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_tools.py"></location>
            <source>Select two cells to compare. Hold Ctrl and click to add a cell to the selection.</source>
            <translation>Pilih dua sel untuk dibandingkan. Tahan Ctrl dan klik untuk menambahkan sel ke pilihan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>Separating the folders</source>
            <translation>Memisahkan folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in.py"></location>
            <source>Set up reviewers…</source>
            <translation>Siapkan akun pemeriksa…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>Setting</source>
            <translation>Pengaturan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>Settings</source>
            <translation>Pengaturan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>Settings (*.json);;All files (*)</source>
            <translation>Pengaturan (*.json);;Semua berkas (*)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>Sex</source>
            <translation>Jenis kelamin</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <source>Share</source>
            <translation>Persentase</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <source>Share
95 %</source>
            <translation>Persen
95 %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Share as signed</source>
            <translation>Porsi saat ditandatangani</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Share then</source>
            <translation>Porsi nantinya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>Shift or Ctrl with click or arrows</source>
            <translation>Shift atau Ctrl dengan klik atau panah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_tools.py"></location>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>Show</source>
            <translation>Tampilkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_slides.py"></location>
            <source>Show all</source>
            <translation>Tampilkan semua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Show all &amp;cells</source>
            <translation>Tampilkan &amp;semua sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>Show all cells</source>
            <translation>Tampilkan semua sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/queue_bar.py"></location>
            <source>Show all cells of the slide again</source>
            <translation>Tampilkan lagi semua sel sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/save_file.py"></location>
            <source>Show folder</source>
            <translation>Tampilkan folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Show one cell at a time on the full screen, or leave it</source>
            <translation>Tampilkan sel satu per satu di layar penuh, atau keluar darinya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Show only cells whose file name contains some text</source>
            <translation>Tampilkan hanya sel yang nama filenya memuat teks tertentu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Show the &amp;whole field</source>
            <translation>Perli&amp;hatkan seluruh lapang pandang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Show the cells of the slide from whose classification the model learns the most, the best first</source>
            <translation>Tampilkan sel sediaan yang klasifikasinya paling mengajari model, yang terbaik lebih dahulu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Show the filters</source>
            <translation>Tampilkan filter</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>Show where the network looked</source>
            <translation>Tunjukkan ke mana jaringan melihat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Sign</source>
            <translation>Tanda tangani</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in_dialog.py"></location>
            <source>Sign in</source>
            <translation>Masuk</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>Sign in as a reviewer ({key}), or enter a name in the settings.</source>
            <translation>Masuk sebagai pemeriksa ({key}), atau isi nama di pengaturan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Sign in as a reviewer, by name and password</source>
            <translation>Masuk sebagai pemeriksa, dengan nama dan kata sandi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/blind.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in.py"></location>
            <location filename="../../wbc_desktop/ui/shell/connect_others.py"></location>
            <source>Sign in…</source>
            <translation>Masuk…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Sign ou&amp;t</source>
            <translation>Keluar dari &amp;akun</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Sign the result with name, time and meaning; it is locked</source>
            <translation>Tanda tangani hasil dengan nama, waktu dan makna; hasil lalu terkunci</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Sign the slide</source>
            <translation>Tanda tangani sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Signed &amp;versions…</source>
            <translation>&amp;Versi bertanda tangan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Signed by</source>
            <translation>Ditandatangani oleh</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>Signed results stay as they are</source>
            <translation>Hasil bertanda tangan tetap seperti semula</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Signed versions</source>
            <translation>Versi bertanda tangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Signed versions of “{slide}”</source>
            <translation>Versi bertanda tangan dari “{slide}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_rules.py"></location>
            <source>Signing</source>
            <translation>Tanda tangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>Since</source>
            <translation>Sejak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>Size</source>
            <translation>Ukuran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Size of the thumbnails</source>
            <translation>Ukuran gambar mini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <location filename="../../wbc_desktop/ui/learning/waiting_page.py"></location>
            <source>Slide</source>
            <translation>Sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/pdf.py"></location>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>Slide {slide}</source>
            <translation>Sediaan {slide}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>Slide {slide}, signed</source>
            <translation>Sediaan {slide}, bertanda tangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>Slide “{name}”</source>
            <translation>Sediaan “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <location filename="../../wbc_desktop/ui/shell/slide_panel.py"></location>
            <location filename="../../wbc_desktop/ui/slides/slide_list.py"></location>
            <source>Slides</source>
            <translation>Sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <source>Slides that can be merged into this one</source>
            <translation>Sediaan yang dapat digabungkan ke sediaan ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>Slides that look different</source>
            <translation>Sediaan yang tampak berbeda</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/waiting_page.py"></location>
            <source>Slides to classify</source>
            <translation>Sediaan untuk diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <source>Slides, decisions, signed results, comments, accounts and the active model become what they were on {when}. What was done since is not in it.</source>
            <translation>Sediaan, keputusan, hasil bertanda tangan, komentar, akun, dan model aktif kembali seperti pada {when}. Yang dikerjakan sesudahnya tidak ada di dalamnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Smaller picture</source>
            <translation>Gambar lebih kecil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/preferences.py"></location>
            <source>Some keyboard shortcuts in the settings cannot be used and were reset to defaults: {names}.</source>
            <translation>Beberapa tombol dalam pengaturan tidak dapat dipakai dan dikembalikan ke bawaan: {names}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/settings.py"></location>
            <source>Some settings were not valid and were reset to defaults: {names}.</source>
            <translation>Beberapa pengaturan tidak sah dan dikembalikan ke nilai bawaan: {names}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Sort by &amp;name</source>
            <translation>Urut menurut na&amp;ma</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Sort by &amp;time</source>
            <translation>Urut menurut &amp;waktu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Sort by &amp;uncertainty</source>
            <translation>Urut menurut keti&amp;dakpastian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/teaching.py"></location>
            <source>Sort by uncertainty</source>
            <translation>Urutkan menurut ketidakpastian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Sort: {order}</source>
            <translation>Urut: {order}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>Source of the ranges</source>
            <translation>Sumber rentang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Spli&amp;t into two cells</source>
            <translation>Pe&amp;cah menjadi dua sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <location filename="../../wbc_desktop/ui/cell/draw_bar.py"></location>
            <source>Split</source>
            <translation>Pecah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Split into several cells</source>
            <translation>Dipecah menjadi beberapa sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Stain</source>
            <translation>Pewarnaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Started</source>
            <translation>Dimulai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>Starting the fine-tuning</source>
            <translation>Memulai penyetelan halus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>Starting…</source>
            <translation>Memulai…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>State</source>
            <translation>Status</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_list.py"></location>
            <source>State of the slides shown</source>
            <translation>Status sediaan yang ditampilkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>Still needed</source>
            <translation>Masih perlu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>Still to be decided</source>
            <translation>Masih harus diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/status.py"></location>
            <source>Stop</source>
            <translation>Hentikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Stop &amp;watching</source>
            <translation>&amp;Hentikan pemantauan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Stop running tasks; finished work is kept</source>
            <translation>Hentikan tugas yang berjalan; hasil yang selesai disimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>Stopped. Finished results are kept. Press {key} to continue.</source>
            <translation>Dihentikan. Hasil yang sudah selesai tetap tersimpan. Tekan {key} untuk melanjutkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Stopped. Nothing was changed.</source>
            <translation>Dihentikan. Tidak ada yang diubah.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>Stopped. The folders are unchanged.</source>
            <translation>Dihentikan. Folder tidak berubah.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>Stopped. The slides below were compared before. Nothing was stored.</source>
            <translation>Dihentikan. Sediaan di bawah ini sudah dibandingkan. Tidak ada yang disimpan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/tasks.py"></location>
            <location filename="../../wbc_desktop/ui/learning/run_view.py"></location>
            <source>Stopping…</source>
            <translation>Menghentikan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_reviewers.py"></location>
            <source>Switc&amp;h reviewer ({name})…</source>
            <translation>&amp;Ganti pemeriksa ({name})…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/ui/shell/connect_reviewers.py"></location>
            <source>Switc&amp;h reviewer…</source>
            <translation>&amp;Ganti pemeriksa…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Take classifications from a CSV file with path and label</source>
            <translation>Ambil klasifikasi dari file CSV dengan kolom path dan label</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Take the cell out of the count: artefact, smudge, two cells</source>
            <translation>Keluarkan sel dari hitungan: artefak, sel hancur, dua sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Teaches most</source>
            <translation>Paling mengajari</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_rules.py"></location>
            <source>Technicians</source>
            <translation>Petugas laboratorium</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Test set</source>
            <translation>Set uji</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Test set of a known laboratory: {name}</source>
            <translation>Set uji laboratorium yang dikenal: {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Test sets</source>
            <translation>Set uji</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Test sets of known laboratories</source>
            <translation>Set uji laboratorium yang dikenal</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>Text (*.txt)</source>
            <translation>Teks (*.txt)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>The 95 % intervals come from 2,000 bootstrap samples of slides and of cells; the wider one is given. Chart: the recall of the active model (hollow) and of the candidate (filled) with their intervals.</source>
            <translation>Interval 95 % berasal dari 2.000 sampel bootstrap atas sediaan dan atas sel; yang lebih lebar yang dicantumkan. Grafik: sensitivitas model aktif (kosong) dan kandidat (terisi) dengan intervalnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>The Apple GPU was asked for.</source>
            <translation>GPU Apple diminta.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>The CPU was asked for.</source>
            <translation>CPU diminta.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>The CPU with 8-bit numbers was asked for.</source>
            <translation>CPU dengan bilangan 8-bit diminta.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>The GPU ({name}) cannot be used ({problem}), so the CPU computes.</source>
            <translation>GPU ({name}) tidak dapat dipakai ({problem}), jadi CPU yang menghitung.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>The GPU {name} was asked for.</source>
            <translation>GPU {name} diminta.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/forward.py"></location>
            <source>The GPU {why}: the CPU goes on with the work, which is slower.</source>
            <translation>GPU {why}: CPU melanjutkan pekerjaan, lebih lambat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>The GPU “{wanted}” cannot be used ({problem}): choose “auto” or “cpu”.</source>
            <translation>GPU “{wanted}” tidak dapat dipakai ({problem}): pilih “auto” atau “cpu”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/forward.py"></location>
            <source>The GPU’s memory is short: {cells} at a time from now on, which may be slower.</source>
            <translation>Memori GPU kurang: mulai sekarang {cells} sekaligus, mungkin lebih lambat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source>The account of {name} has changed since the sign-in here, so this was not saved: sign in again.</source>
            <translation>Akun {name} telah berubah sejak Anda masuk di sini, jadi ini tidak disimpan: masuk lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source>The account of {name} is closed: sign in as another reviewer, or ask a manager.</source>
            <translation>Akun {name} sudah ditutup: masuk sebagai pemeriksa lain, atau minta bantuan manajer.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_others.py"></location>
            <source>The accounts were changed at another bench: sign in again.</source>
            <translation>Akun diubah di meja kerja lain: masuk lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>The active model changed: {names}</source>
            <translation>Model aktif berganti: {names}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/learning.py"></location>
            <source>The active model learned {gone}, and would learn {new} as another laboratory. If it is the same one, first restore the earlier name in the settings, or the earlier stain of the slides.</source>
            <translation>Model aktif sudah mempelajari {gone}, dan akan mempelajari {new} sebagai laboratorium lain. Jika laboratoriumnya sama, pulihkan dahulu nama sebelumnya di pengaturan, atau pewarnaan sebelumnya pada sediaan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>The age is not understood, so ranges for adults are used: write 45, 3 months or 10 days.</source>
            <translation>Umur tidak dimengerti, jadi dipakai rentang untuk dewasa: tulis 45, 3 bulan atau 10 hari.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/keymap.py"></location>
            <source>The arrow keys, Page up, Page down, Home and End always move in the gallery: choose another key.</source>
            <translation>Tombol panah, Page up, Page down, Home dan End selalu bergerak di galeri: pilih tombol lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/restore.py"></location>
            <source>The audit trail of the backup is not sound: {reason}.</source>
            <translation>Jejak audit cadangan ini tidak utuh: {reason}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/restore.py"></location>
            <source>The backup of {when} was restored.</source>
            <translation>Cadangan dari {when} telah dipulihkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/backup_file.py"></location>
            <source>The backup {file} cannot be read: {why}.</source>
            <translation>Cadangan {file} tidak dapat dibaca: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/restore.py"></location>
            <source>The backup {file} cannot be restored ({fault}): choose another one.</source>
            <translation>Cadangan {file} tidak dapat dipulihkan ({fault}): pilih yang lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/backup_file.py"></location>
            <source>The backup {file} was made by a newer version of this program{number}: install that version to restore it.</source>
            <translation>Cadangan {file} dibuat oleh versi program ini yang lebih baru{number}: pasang versi itu untuk memulihkannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/backup.py"></location>
            <source>The backup {path} was not written correctly: check the disk, or choose another.</source>
            <translation>Cadangan {path} tidak tertulis dengan benar: periksa diskanya, atau pilih diska lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>The bands are exact 95 % intervals. Reviewers see the model’s class, so the agreement is higher than in a blind comparison. Cells that the model left Unidentified are not part of the agreement.</source>
            <translation>Pita adalah interval eksak 95 %. Pemeriksa melihat kelas dari model, jadi kesesuaiannya lebih tinggi daripada dalam perbandingan buta. Sel yang dibiarkan model Tak teridentifikasi tidak termasuk dalam kesesuaian.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The box shows no white cell; undo brings it back</source>
            <translation>Kotak ini tidak memperlihatkan sel putih; dapat diurungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>The candidate of the fine-tuning in {folder} is missing: start a new one.</source>
            <translation>Kandidat dari penyetelan halus di {folder} tidak ada: mulailah yang baru.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>The cell covers {area} of the image that the network used. Faint colour counts less.</source>
            <translation>Sel mengisi {area} dari gambar yang dipakai jaringan. Warna yang samar dihitung lebih sedikit.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_others.py"></location>
            <source>The cell shown here left the list, because it was changed at another bench. Another cell is shown now.</source>
            <translation>Sel yang ditampilkan di sini keluar dari daftar karena diubah di meja kerja lain. Sekarang sel lain ditampilkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/region_acts.py"></location>
            <source>The cell was added.</source>
            <translation>Sel ditambahkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/region_acts.py"></location>
            <source>The cell was split into {cells}.</source>
            <translation>Sel dipecah menjadi {cells}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/slide_job.py"></location>
            <source>The cells can still be reviewed by hand.</source>
            <translation>Sel-sel tetap dapat ditinjau secara manual.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/latest_read.py"></location>
            <source>The cells could not be read because of a fault in the program; the log says more.</source>
            <translation>Sel tidak dapat dibaca karena kesalahan dalam program; catatan log menjelaskan lebih lanjut.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/teaching.py"></location>
            <source>The cells of this slide cannot be compared, because they were classified by an earlier version of the program or not at all. Classify the least certain cells first.</source>
            <translation>Sel sediaan ini tidak dapat dibandingkan karena diklasifikasi oleh versi program yang lebih lama atau belum diklasifikasi. Klasifikasikan dahulu sel yang paling tidak pasti.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The class cannot be told; the cell still needs a decision</source>
            <translation>Kelasnya tidak dapat ditentukan; sel masih perlu diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>The class of the cell</source>
            <translation>Kelas sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>The code of a class cannot be changed or used again. A class is never deleted. It can be set aside, and its cells stay as they are. Unidentified and Not classed always exist.</source>
            <translation>Kode sebuah kelas tidak dapat diubah atau dipakai lagi. Kelas tidak pernah dihapus. Kelas dapat dinonaktifkan, dan sel-selnya tetap seperti semula. Tak teridentifikasi dan Tidak diklasifikasi selalu ada.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_rules.py"></location>
            <source>The code of a class has two to eight letters A to Z and digits, and begins with a letter.</source>
            <translation>Kode kelas terdiri atas dua sampai delapan huruf A sampai Z dan angka, dan diawali huruf.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/comments.py"></location>
            <source>The comment has {length:,} characters, but at most {most:,} are allowed: shorten it.</source>
            <translation>Komentar memiliki {length:,} karakter, tetapi paling banyak {most:,} yang diizinkan: persingkatlah.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/comments.py"></location>
            <source>The comment is empty: write it first.</source>
            <translation>Komentar masih kosong: tulis dahulu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_tools.py"></location>
            <source>The comment is saved with your name and the time.</source>
            <translation>Komentar disimpan dengan nama Anda dan waktunya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>The comparison did not find it better than the active one:</source>
            <translation>Perbandingan tidak membuktikan bahwa model ini lebih baik daripada yang aktif:</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>The comparison found it better than the active one.</source>
            <translation>Perbandingan membuktikan bahwa model ini lebih baik daripada yang aktif.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The connection to the database {place} was lost: check the network, and do the last step again.</source>
            <translation>Sambungan ke basis data {place} terputus: periksa jaringan, lalu ulangi langkah terakhir.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/held_out.py"></location>
            <source>The corrections come from one slide only, so that none can be held out for the comparison: sign or finish a second slide.</source>
            <translation>Koreksi hanya berasal dari satu sediaan, sehingga tidak ada yang dapat disisihkan untuk perbandingan: tanda tangani atau selesaikan sediaan kedua.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <source>The daily backup failed</source>
            <translation>Cadangan harian gagal</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/paths.py"></location>
            <source>The data folder {folder} cannot be made: a file of that name is in the way.</source>
            <translation>Folder data {folder} tidak dapat dibuat: ada file dengan nama itu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/paths.py"></location>
            <source>The data folder {folder} cannot be made: {why}. Name another with --data-dir.</source>
            <translation>Folder data {folder} tidak dapat dibuat: {why}. Sebutkan folder lain dengan --data-dir.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/instance.py"></location>
            <location filename="../../wbc_desktop/runtime/run_lock.py"></location>
            <source>The data folder {root} cannot be used: {why}.</source>
            <translation>Folder data {root} tidak dapat dipakai: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/restore.py"></location>
            <source>The database before it is kept as {file}.</source>
            <translation>Basis data sebelumnya disimpan sebagai {file}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/engine.py"></location>
            <source>The database must be a file: use an address like sqlite:///folder/wbc.sqlite3.</source>
            <translation>Basis data harus berupa file: gunakan alamat seperti sqlite:///folder/wbc.sqlite3.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/sqlite.py"></location>
            <source>The database {file} belongs to another program: name another file.</source>
            <translation>Basis data {file} milik program lain: sebutkan file lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/sqlite.py"></location>
            <source>The database {file} cannot be read: {strerror}.</source>
            <translation>Basis data {file} tidak dapat dibaca: {strerror}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/sqlite.py"></location>
            <source>The database {file} is a folder: name a file, or move the folder away.</source>
            <translation>Basis data {file} adalah folder: sebutkan sebuah file, atau pindahkan foldernya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The database {place} cannot be opened: check whether its folder exists and may be written to.</source>
            <translation>Basis data {place} tidak dapat dibuka: periksa apakah foldernya ada dan boleh ditulisi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The database {place} cannot be reached ({error}): check its address and the network.</source>
            <translation>Basis data {place} tidak dapat dihubungi ({error}): periksa alamatnya dan jaringan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/engine.py"></location>
            <source>The database {place} cannot be reached, because its driver is not installed ({error}): install it with pip install 'wbc-desktop[postgresql]'.</source>
            <translation>Basis data {place} tidak dapat dihubungi, karena drivernya tidak terpasang ({error}): pasang dengan pip install 'wbc-desktop[postgresql]'.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The database {place} cannot be used: {error}.</source>
            <translation>Basis data {place} tidak dapat dipakai: {error}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The database {place} cannot be written ({error}): ask its administrator for the rights of this user.</source>
            <translation>Basis data {place} tidak dapat ditulis ({error}): mintalah hak untuk pengguna ini kepada administratornya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The database {place} cannot be written: allow writing to the file and its folder.</source>
            <translation>Basis data {place} tidak dapat ditulisi: izinkan penulisan ke file dan foldernya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/server.py"></location>
            <source>The database {place} holds tables of another program: name an empty database.</source>
            <translation>Basis data {place} berisi tabel milik program lain: sebutkan basis data yang kosong.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/engine.py"></location>
            <source>The database {place} is busy: try again in a moment.</source>
            <translation>Basis data {place} sedang sibuk: coba beberapa saat lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The database {place} is damaged{found}; it was left as it is: move it away and put a backup in its place, or start with a new, empty one.</source>
            <translation>Basis data {place} rusak{found}; dibiarkan seperti adanya: pindahkan dan gantikan dengan cadangan, atau mulai dengan yang baru dan kosong.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The database {place} is in use by another program: wait until that has finished, or close it.</source>
            <translation>Basis data {place} sedang dipakai program lain: tunggu sampai selesai, atau tutup program itu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/engine.py"></location>
            <source>The database {place} is neither SQLite nor PostgreSQL: name one of these.</source>
            <translation>Basis data {place} bukan SQLite dan bukan PostgreSQL: sebutkan salah satunya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/backup.py"></location>
            <source>The database {place} is on a PostgreSQL server: back it up with pg_dump and restore it with pg_restore. The model files are in the folder “models” of the data folder.</source>
            <translation>Basis data {place} berada di server PostgreSQL: cadangkan dengan pg_dump dan pulihkan dengan pg_restore. File model ada di folder “models” dalam folder data.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The database {place} is too busy: try again in a moment.</source>
            <translation>Basis data {place} terlalu sibuk: coba beberapa saat lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/engine.py"></location>
            <source>The database {place} was made by a newer version of this program: install that version, or name another database.</source>
            <translation>Basis data {place} dibuat oleh versi program yang lebih baru: pasang versi itu, atau sebutkan basis data lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>The decision on {cells} was redone.</source>
            <translation>Keputusan atas {cells} sudah diulangi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>The decision on {cells} was undone.</source>
            <translation>Keputusan atas {cells} sudah diurungkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>The decisions could not be read</source>
            <translation>Keputusan tidak dapat dibaca</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>The decisions stay as they are, but no model learns from them. It can be taken back at any time.</source>
            <translation>Keputusan tetap seperti adanya, tetapi tidak ada model yang mempelajarinya. Ini dapat dibatalkan kapan saja.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>The demo cannot be drawn in {folder}: {why}.</source>
            <translation>Demo tidak dapat digambar di {folder}: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/open_slide.py"></location>
            <source>The demo slide is being drawn. It opens when it is ready.</source>
            <translation>Sediaan demo sedang digambar. Sediaan itu dibuka setelah siap.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/open_slide.py"></location>
            <source>The demo slide is drawn.</source>
            <translation>Sediaan demo sudah digambar.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>The details of the slide are as they were before.</source>
            <translation>Rincian sediaan kembali seperti sebelumnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The disk failed while the database {place} was read or written: check whether the disk is full or disconnected.</source>
            <translation>Diska gagal saat basis data {place} dibaca atau ditulis: periksa apakah diska penuh atau terputus.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/faults.py"></location>
            <source>The disk is full: nothing more can be written to {place}. Make room and do the last step again.</source>
            <translation>Diska penuh: tidak ada lagi yang dapat ditulis ke {place}. Sediakan ruang dan ulangi langkah terakhir.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/atomic.py"></location>
            <source>The disk is full: {path} was not written. Make room and try again.</source>
            <translation>Diska penuh: {path} tidak ditulis. Sediakan ruang dan coba lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>The disk of the data folder has {free:,} MB left, and a fine-tuning may need {needed:,} MB: make room and try again.</source>
            <translation>Diska folder data masih memiliki {free:,} MB, sedangkan penyetelan halus mungkin memerlukan {needed:,} MB: sediakan ruang dan coba lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The down arrow always does this, too</source>
            <translation>Panah bawah juga selalu melakukannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/models.py"></location>
            <source>The file of the model “{name}” is no longer at “{path}”: move it back, or choose another model.</source>
            <translation>File model “{name}” tidak ada lagi di “{path}”: kembalikan file itu, atau pilih model lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/backup_file.py"></location>
            <source>The file {file} is no backup of this program, or is damaged: choose another one.</source>
            <translation>File {file} bukan cadangan program ini, atau rusak: pilih yang lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/sqlite.py"></location>
            <source>The file {file} is not a database, or its beginning is damaged; it was left as it is: move it away, or put a backup in its place.</source>
            <translation>File {file} bukan basis data, atau bagian awalnya rusak; dibiarkan seperti adanya: pindahkan, atau gantikan dengan cadangan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/atomic.py"></location>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <location filename="../../wbc_desktop/store/backup.py"></location>
            <source>The file {path} cannot be written: {why}.</source>
            <translation>File {path} tidak dapat ditulis: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/atomic.py"></location>
            <source>The file {target} cannot be written: there is a folder of that name.</source>
            <translation>File {target} tidak dapat ditulis: sudah ada folder dengan nama itu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/exports.py"></location>
            <source>The file “{path}” cannot be written: its folder does not exist.</source>
            <translation>File “{path}” tidak dapat ditulis: foldernya tidak ada.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/exports.py"></location>
            <source>The file “{path}” cannot be written: {why}.</source>
            <translation>File “{path}” tidak dapat ditulis: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/registry.py"></location>
            <source>The file “{path}” is no longer the model “{name}”: put the original file back, or choose another model.</source>
            <translation>File “{path}” bukan lagi model “{name}”: kembalikan file aslinya, atau pilih model lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backup_text.py"></location>
            <source>The files of these models are not in it: {names}.</source>
            <translation>File model-model ini tidak ada di dalamnya: {names}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/training_process.py"></location>
            <source>The fine-tuning cannot be started: {why}.</source>
            <translation>Penyetelan halus tidak dapat dimulai: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/training_process.py"></location>
            <source>The fine-tuning ended at once: {log} may say why.</source>
            <translation>Penyetelan halus langsung berakhir: sebabnya mungkin tertulis di {log}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>The fine-tuning failed: {sentence}</source>
            <translation>Penyetelan halus gagal: {sentence}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>The fine-tuning has finished: “{name}” is better than the active model.</source>
            <translation>Penyetelan halus selesai: “{name}” lebih baik daripada model aktif.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>The fine-tuning has finished: “{name}” is not better than the active model.</source>
            <translation>Penyetelan halus selesai: “{name}” tidak lebih baik daripada model aktif.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/run_files.py"></location>
            <source>The fine-tuning in {folder} has no result.</source>
            <translation>Penyetelan halus di {folder} tidak memiliki hasil.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>The first account is a manager’s. From then on everybody signs in by name and password.</source>
            <translation>Akun pertama adalah milik manajer. Sejak itu setiap orang masuk dengan nama dan kata sandi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>The first account must be a manager’s: only a manager can add accounts.</source>
            <translation>Akun pertama harus milik manajer: hanya manajer yang dapat menambah akun.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The first cell</source>
            <translation>Sel pertama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>The first cells appear as soon as they are read.</source>
            <translation>Sel pertama tampil segera setelah terbaca.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/daily_backup.py"></location>
            <source>The folder of backups {folder} cannot be used: {why}. Connect its disk, or choose another folder.</source>
            <translation>Folder cadangan {folder} tidak dapat dipakai: {why}. Sambungkan diskanya, atau pilih folder lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/sqlite.py"></location>
            <source>The folder of the database {file} does not exist: create it, or name another.</source>
            <translation>Folder basis data {file} tidak ada: buat folder itu, atau sebutkan yang lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>The folder of the run is removed, with its curves and its comparison. A candidate that is in the list of models stays there.</source>
            <translation>Folder penyetelan dihapus, beserta kurva dan perbandingannya. Kandidat yang ada dalam daftar model tetap di sana.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>The folder {folder} cannot be made: {why}.</source>
            <translation>Folder {folder} tidak dapat dibuat: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/shown_runs.py"></location>
            <source>The folder {folder} cannot be removed: {why}.</source>
            <translation>Folder {folder} tidak dapat dihapus: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/walk.py"></location>
            <source>The folder “{folder}” cannot be read ({why}): choose another one.</source>
            <translation>Folder “{folder}” tidak dapat dibaca ({why}): pilih yang lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/scan.py"></location>
            <source>The folder “{folder}” could not be read: open it again.</source>
            <translation>Folder “{folder}” gagal dibaca: buka lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/scan.py"></location>
            <source>The folder “{folder}” disappeared while it was read. The pictures read so far are saved: reconnect the folder and open it again.</source>
            <translation>Folder “{folder}” hilang saat dibaca. Gambar yang sudah terbaca tersimpan: sambungkan kembali folder dan buka lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/classify_run.py"></location>
            <source>The folder “{folder}” disappeared while its cells were classified. Finished cells are saved: reconnect the folder and open it again.</source>
            <translation>Folder “{folder}” hilang saat selnya diklasifikasi. Sel yang sudah selesai tersimpan: sambungkan kembali folder dan buka lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/open_slide.py"></location>
            <source>The folder “{folder}” does not exist, so pictures are missing. The stored cells can be reviewed. Restore the folder and refresh ({key}), or open it at its new place.</source>
            <translation>Folder “{folder}” tidak ada, jadi gambarnya hilang. Sel yang tersimpan dapat diperiksa. Kembalikan folder itu lalu segarkan ({key}), atau buka di tempatnya yang baru.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/walk.py"></location>
            <source>The folder “{folder}” may not be read: ask for permission to read it, or choose another one.</source>
            <translation>Folder “{folder}” tidak boleh dibaca: minta izin membacanya, atau pilih yang lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>The folders are separate slides again. Each keeps the decisions on its cells.</source>
            <translation>Folder-folder itu kembali menjadi sediaan terpisah. Masing-masing mempertahankan keputusan atas sel-selnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/explanations.py"></location>
            <source>The heatmap could not be computed because of a fault in the program; the log says more.</source>
            <translation>Peta panas tidak dapat dihitung karena kesalahan dalam program; catatan log menjelaskan lebih lanjut.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>The heatmap over both pictures</source>
            <translation>Peta panas di atas kedua gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>The heatmap over the picture</source>
            <translation>Peta panas di atas gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/keymap.py"></location>
            <source>The key of a class is one letter A to Z or one digit: choose another key.</source>
            <translation>Tombol kelas adalah satu huruf A sampai Z atau satu angka: pilih tombol lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_rules.py"></location>
            <source>The key of {name} must be one letter A to Z or digit, or left empty.</source>
            <translation>Tombol untuk {name} harus satu huruf A sampai Z atau angka, atau dikosongkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_rules.py"></location>
            <source>The key {key} belongs to a command: choose another one for {name}.</source>
            <translation>Tombol {key} dipakai oleh sebuah perintah: pilih tombol lain untuk {name}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>The kind of the pictures is as it was before.</source>
            <translation>Jenis gambar kembali seperti sebelumnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The last cell</source>
            <translation>Sel terakhir</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>The last one took {time} for {cells} ({device}).</source>
            <translation>Yang terakhir memakan waktu {time} untuk {cells} ({device}).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The least sure first</source>
            <translation>Yang paling tidak pasti lebih dahulu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The left arrow always does this, too</source>
            <translation>Panah kiri juga selalu melakukannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>The lowest and the highest of all test sets of the model</source>
            <translation>Yang terendah dan tertinggi dari semua set uji model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/slide_job.py"></location>
            <source>The model could not be loaded; the log says more. {review}</source>
            <translation>Model tidak dapat dimuat; catatan log menjelaskan lebih lanjut. {review}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>The model does not learn from these decisions; the results keep them</source>
            <translation>Model tidak mempelajari keputusan ini; hasilnya tetap memakainya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/cards.py"></location>
            <source>The model file “{path}” {reason}: choose another model file, or get this one again.</source>
            <translation>File model “{path}” {reason}: pilih file model lain, atau ambil lagi file ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/review.py"></location>
            <source>The model has not classified {them} yet, so there is nothing to confirm: choose a class.</source>
            <translation>Model belum mengklasifikasi {them}, jadi tidak ada yang dapat dikonfirmasi: pilih sebuah kelas.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/review.py"></location>
            <source>The model was not sure of {them} (Unidentified), so there is nothing to confirm: choose a class.</source>
            <translation>Model tidak yakin tentang {them} (Tak teridentifikasi), jadi tidak ada yang dapat dikonfirmasi: pilih sebuah kelas.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/learning.py"></location>
            <source>The model was sure of another class, which similar cells have.</source>
            <translation>Model yakin akan kelas lain, yang dimiliki sel-sel yang mirip.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/explaining.py"></location>
            <source>The model “{name}” classified this cell, but another one is in use: make it active for this heatmap.</source>
            <translation>Sel ini diklasifikasi oleh model “{name}”, tetapi model lain sedang dipakai: aktifkan model itu untuk peta panas ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>The model “{name}” is here already.</source>
            <translation>Model “{name}” sudah ada di sini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/registry.py"></location>
            <source>The model “{name}” was not found better than the active one: {reasons} It can be promoted only by force, with a reason.</source>
            <translation>Model “{name}” tidak terbukti lebih baik daripada model yang aktif: {reasons} Model ini hanya dapat dijadikan aktif dengan paksa, disertai alasan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>The model: {code}, {share}</source>
            <translation>Model: {code}, {share}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/paths.py"></location>
            <source>The name of the data folder {root!a} cannot be written as text: choose another folder.</source>
            <translation>Nama folder data {root!a} tidak dapat ditulis sebagai teks: pilih folder lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/slides.py"></location>
            <source>The name of the folder “{place}” is not valid text: rename it and open it again.</source>
            <translation>Nama folder “{place}” bukan teks yang sah: ganti namanya dan buka lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>The number of pictures has to be between 1 and {most:,}.</source>
            <translation>Jumlah gambar harus antara 1 dan {most:,}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/second_read.py"></location>
            <source>The open slide does not have this cell: only the other reader has it.</source>
            <translation>Sediaan yang terbuka tidak memiliki sel ini: hanya pembaca lain yang memilikinya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/run_files.py"></location>
            <source>The options of this run cannot be read: start a new one.</source>
            <translation>Opsi proses ini tidak dapat dibaca: mulailah yang baru.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/model_files.py"></location>
            <source>The passport “{path}” cannot be read: export the model again, or move the passport away.</source>
            <translation>Paspor “{path}” tidak dapat dibaca: ekspor lagi modelnya, atau pindahkan paspornya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/picture_loader.py"></location>
            <location filename="../../wbc_desktop/services/explaining.py"></location>
            <source>The picture cannot be shown: it {reason}.</source>
            <translation>Gambar tidak dapat ditampilkan: file {reason}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/region_acts.py"></location>
            <source>The picture is no longer in the folder: open the folder again.</source>
            <translation>Gambar tidak ada lagi di dalam folder: buka folder itu lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/picture_loader.py"></location>
            <source>The picture is not there: the file or its folder is gone.</source>
            <translation>Gambar tidak ada: file atau foldernya hilang.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>The pictures of this slide are fields. The program found {found}.</source>
            <translation>Gambar pada sediaan ini adalah lapang pandang. Program menemukan {found}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/foreign.py"></location>
            <source>The pictures of this slide look different from those that the model was trained on.</source>
            <translation>Gambar sediaan ini tampak berbeda dari gambar yang dipakai untuk melatih model.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/foreign.py"></location>
            <source>The pictures of this slide look different from those that the model was trained on: another stain, camera or magnification. The model’s classes are only guesses here, so each cell counts as Unidentified until a person decides on it.</source>
            <translation>Gambar sediaan ini tampak berbeda dari gambar yang dipakai untuk melatih model: pewarnaan, kamera atau perbesaran lain. Kelas dari model di sini hanya dugaan, jadi setiap sel dihitung sebagai Tak teridentifikasi sampai seseorang memutuskannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/region_acts.py"></location>
            <source>The pictures of this slide show single cells: change that first, then draw boxes.</source>
            <translation>Gambar slide ini menampilkan sel tunggal: ubah itu dahulu, lalu gambarlah kotak.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/adaptation.py"></location>
            <source>The predictions were adapted to the stain of this slide.</source>
            <translation>Prediksi telah disesuaikan dengan pewarnaan sediaan ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <source>The present database is kept beside the restored one, and can be restored in the same way. The window opens again.</source>
            <translation>Basis data yang sekarang disimpan di samping yang dipulihkan, dan dapat dipulihkan dengan cara yang sama. Jendela dibuka kembali.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/operations.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>The program is still {doing}: wait until that is done, or stop it.</source>
            <translation>Program masih mengerjakan hal ini: {doing}. Tunggu sampai selesai, atau hentikan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>The program preclassifies every image. You confirm or correct each cell, and print the differential.</source>
            <translation>Program mempraklasifikasi setiap gambar. Anda mengonfirmasi atau membetulkan setiap sel, lalu mencetak hitung jenisnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/leaving_out.py"></location>
            <source>The reason has more than {most} characters: shorten it.</source>
            <translation>Alasan lebih dari {most} karakter: persingkatlah.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>The report below names no patients, pictures or folders. Nothing is sent: save it as a file if you want to send it.</source>
            <translation>Laporan di bawah ini tidak menyebut nama pasien, gambar atau folder. Tidak ada yang dikirim: simpan sebagai berkas jika Anda ingin mengirimkannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>The result of the comparison cannot be read.</source>
            <translation>Hasil perbandingan tidak dapat dibaca.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/run_files.py"></location>
            <source>The result of the fine-tuning in {folder} cannot be read: start a new one.</source>
            <translation>Hasil penyetelan halus di {folder} tidak dapat dibaca: mulailah yang baru.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/comparison_result.py"></location>
            <location filename="../../wbc_desktop/services/run_files.py"></location>
            <source>The result of the training run cannot be read ({why}): train again.</source>
            <translation>Hasil pelatihan tidak dapat dibaca ({why}): latih lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/comparison_result.py"></location>
            <source>The result of the training run was written by a newer version of the program: update the program.</source>
            <translation>Hasil pelatihan ditulis oleh versi program yang lebih baru: perbarui program.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/settings_dialog.py"></location>
            <source>The reviewer's name is stored with each decision. Laboratory and address are printed on the report. A new device is used from the next slide on. A new language opens the window again.</source>
            <translation>Nama pemeriksa disimpan bersama setiap keputusan. Laboratorium dan alamat dicetak pada laporan. Perangkat yang baru dipakai mulai sediaan berikutnya. Jika bahasa diganti, jendela dibuka kembali.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>The reviewer’s class is right: the model learns it</source>
            <translation>Kelas dari pemeriksa benar: model mempelajarinya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>The reviewer’s name has more than {most} characters: shorten it.</source>
            <translation>Nama pemeriksa lebih dari {most} karakter: persingkat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The right arrow always does this, too</source>
            <translation>Panah kanan juga selalu melakukannya</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/services/scan.py"></location>
            <source>The same goes for {n:,} other files.</source>
            <extracomment>Of one: The same goes for {n:,} other file.</extracomment>
            <translation>
                <numerusform>Hal yang sama berlaku untuk {n:,} file lain.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>The second read was not begun. The next try continues with the cells copied so far.</source>
            <translation>Pembacaan kedua tidak dimulai. Percobaan berikutnya melanjutkan dari sel yang sudah disalin.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>The seed has to be 0 or more.</source>
            <translation>Benih acak harus 0 atau lebih.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>The set was entered by {name} on {when}.</source>
            <translation>Himpunan ini dimasukkan oleh {name} pada {when}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>The settings are imported. The ones before are kept in the data folder.</source>
            <translation>Pengaturan sudah diimpor. Pengaturan sebelumnya disimpan di folder data.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/settings.py"></location>
            <source>The settings could not be read. All settings have their defaults.</source>
            <translation>Pengaturan tidak dapat dibaca. Semua pengaturan memakai nilai bawaan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/settings.py"></location>
            <source>The settings file was damaged. All settings were reset; the old file is {file}.</source>
            <translation>Berkas pengaturan rusak. Semua pengaturan dikembalikan ke nilai bawaan; berkas lama adalah {file}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_file.py"></location>
            <source>The settings {file} cannot be read: {why}.</source>
            <translation>Pengaturan {file} tidak dapat dibaca: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_table.py"></location>
            <source>The share (dot) with its interval against the reference range (bar)</source>
            <translation>Persentase (titik) dengan intervalnya terhadap nilai rujukan (batang)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>The signed version {version} of this slide is damaged: run “wbc-desktop audit verify”.</source>
            <translation>Versi bertanda tangan {version} dari sediaan ini rusak: jalankan “wbc-desktop audit verify”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>The slide can be changed again. Sign it when you have finished.</source>
            <translation>Sediaan dapat diubah lagi. Tandatangani setelah Anda selesai.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>The slide can be signed, and its report printed.</source>
            <translation>Sediaan dapat ditandatangani, dan laporannya dicetak.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>The slide is signed.</source>
            <translation>Sediaan telah ditandatangani.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>The slide is {status}. To change it, amend it with a reason: the signed version stays.</source>
            <translation>Sediaan ini {status}. Untuk mengubahnya, buat amendemen dengan alasan: versi bertanda tangan tetap ada.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/region_acts.py"></location>
            <source>The slide no longer shows this cell. Another bench may have removed or split it.</source>
            <translation>Sediaan tidak lagi menampilkan sel ini. Mungkin sel itu dihapus atau dipecah di meja kerja lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>The slide was changed while you signed it: check it and sign again.</source>
            <translation>Sediaan ini berubah saat Anda menandatanganinya: periksa, lalu tanda tangani lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>The slide “{name}” has no signed version {version}.</source>
            <translation>Sediaan “{name}” tidak memiliki versi bertanda tangan {version}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>The slide “{slide}” can be changed again. Version {last} stays as it was signed. The next signature makes version {next}. Its report is marked AMENDED, with the reason and the changes.</source>
            <translation>Sediaan “{slide}” dapat diubah lagi. Versi {last} tetap seperti saat ditandatangani. Tanda tangan berikutnya menghasilkan versi {next}. Laporannya bertuliskan DIAMENDEMEN, dengan alasan dan perubahannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>The slide “{slide}” is {status}. You add your signature to this version, which stays unchanged.</source>
            <translation>Sediaan “{slide}” {status}. Anda menambahkan tanda tangan pada versi ini, yang tidak berubah.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/preclassifications.py"></location>
            <source>The stored heatmap of a cell is damaged: classify the slide again.</source>
            <translation>Peta panas sebuah sel yang tersimpan rusak: klasifikasikan sediaan lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>The strength is one of {strengths}.</source>
            <translation>Kekuatannya salah satu dari {strengths}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <source>The text of “{field}” is too long: at most {longest} characters.</source>
            <translation>Teks “{field}” terlalu panjang: paling banyak {longest} karakter.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/leaving_out.py"></location>
            <source>The time ends before it begins: correct one of the two.</source>
            <translation>Waktu berakhir sebelum dimulai: perbaiki salah satunya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <source>The time of collection must be like 2026-11-23 08:30, with the zone behind it where it is another one (2026-11-23 08:30 +07:00).</source>
            <translation>Waktu pengambilan harus seperti 2026-11-23 08:30, dengan zona waktu di belakangnya bila berbeda (2026-11-23 08:30 +07:00).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <source>The total white count must be a number of 10⁹ cells a litre, such as 7.4.</source>
            <translation>Jumlah leukosit total harus berupa angka dalam 10⁹ sel per liter, misalnya 7,4.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <source>The total white count must be over 0 and at most 2000 × 10⁹ cells a litre: check it.</source>
            <translation>Jumlah leukosit total harus lebih dari 0 dan paling banyak 2000 × 10⁹ sel per liter: periksa lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>The two agree on {agreed:,} of {cells}: {share}. Cohen’s kappa {kappa}.{rest}</source>
            <translation>Keduanya sesuai pada {agreed:,} dari {cells}: {share}. Kappa Cohen {kappa}.{rest}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>The two differ on no cell</source>
            <translation>Keduanya tidak berbeda pada sel mana pun</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>The two passwords differ: type them again.</source>
            <translation>Kedua kata sandi berbeda: ketik lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The up arrow always does this, too</source>
            <translation>Panah atas juga selalu melakukannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/scan.py"></location>
            <source>The values of these pictures have {bits} bits: each picture is scaled by its own.</source>
            <translation>Nilai gambar-gambar ini memiliki {bits} bit: setiap gambar diskalakan menurut bitnya sendiri.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/scan.py"></location>
            <source>The values of these pictures have {bits} bits: the pictures of each camera are scaled alike.</source>
            <translation>Nilai gambar-gambar ini memiliki {bits} bit: gambar dari setiap kamera diskalakan sama.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/scan.py"></location>
            <source>The values of these pictures have {bits} bits: {most} is shown white in all of them.</source>
            <translation>Nilai gambar-gambar ini memiliki {bits} bit: {most} ditampilkan putih di semuanya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>The whole picture</source>
            <translation>Seluruh gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/lock.py"></location>
            <source>The window is locked. All decisions are saved. Running tasks continue.</source>
            <translation>Jendela terkunci. Semua keputusan tersimpan. Tugas yang berjalan diteruskan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Theme</source>
            <translation>Tema</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>There are no accounts yet, so everybody reviews under the name in the settings. Once there is an account, everybody signs in by name and password. The first account is a manager’s.</source>
            <translation>Belum ada akun, jadi semua orang memeriksa dengan nama di pengaturan. Setelah ada akun, semua orang masuk dengan nama dan kata sandi. Akun pertama adalah akun manajer.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/lock.py"></location>
            <source>There are no accounts yet, so there is nobody to sign out.</source>
            <translation>Belum ada akun, jadi tidak ada yang dapat keluar.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in.py"></location>
            <source>There are no accounts yet: each decision is stored with the name in the settings.</source>
            <translation>Belum ada akun: setiap keputusan disimpan dengan nama di pengaturan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/scan.py"></location>
            <source>There are no images in “{folder}”: choose a folder with pictures of cells.</source>
            <translation>Tidak ada gambar di “{folder}”: pilih folder berisi gambar sel.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>There is a GPU: {name}.</source>
            <translation>Ada GPU: {name}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>There is a reviewer “{who}” already: choose another name.</source>
            <translation>Pemeriksa “{who}” sudah ada: pilih nama lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/region_acts.py"></location>
            <source>There is already a cell with this box.</source>
            <translation>Sudah ada sel dengan kotak ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>There is an Apple GPU.</source>
            <translation>Ada GPU Apple.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>There is no GPU that can be used, so the CPU computes.</source>
            <translation>Tidak ada GPU yang dapat dipakai, jadi CPU yang menghitung.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>There is no GPU “{wanted}” on this computer, only {there}: choose one of these or “auto”.</source>
            <translation>Tidak ada GPU “{wanted}” di komputer ini, hanya {there}: pilih salah satunya atau “auto”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>There is no active reviewer “{name}”: choose another, or ask a manager.</source>
            <translation>Tidak ada pemeriksa aktif “{name}”: pilih yang lain, atau tanyakan kepada manajer.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups_dialog.py"></location>
            <source>There is no backup here yet.</source>
            <translation>Belum ada cadangan di sini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/second_read.py"></location>
            <source>There is no cell on this slide, so there is nothing to read.</source>
            <translation>Tidak ada sel pada sediaan ini, jadi tidak ada yang dapat dibaca.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>There is no cell on this slide, so there is nothing to sign.</source>
            <translation>Tidak ada sel pada sediaan ini, jadi tidak ada yang dapat ditandatangani.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>There is no cell to show.</source>
            <translation>Tidak ada sel untuk ditampilkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/classes.py"></location>
            <source>There is no class {code}: add it first.</source>
            <translation>Tidak ada kelas {code}: tambahkan dahulu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/engine.py"></location>
            <source>There is no database {database}: check --data-dir and --database.</source>
            <translation>Tidak ada basis data {database}: periksa --data-dir dan --database.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>There is no file “{file}”: check its name.</source>
            <translation>Tidak ada file “{file}”: periksa namanya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/exports.py"></location>
            <source>There is no folder “{folder}”, and it was never opened: check its name.</source>
            <translation>Folder “{folder}” tidak ada dan belum pernah dibuka: periksa namanya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/walk.py"></location>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>There is no folder “{folder}”: check its name, or choose another one.</source>
            <translation>Tidak ada folder “{folder}”: periksa namanya, atau pilih yang lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/models.py"></location>
            <source>There is no model file “{asked}”: check its name, or choose another one.</source>
            <translation>Tidak ada file model “{asked}”: periksa namanya, atau pilih yang lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/registry.py"></location>
            <source>There is no model “{asked}”: choose one of {names}.</source>
            <translation>Tidak ada model “{asked}”: pilih salah satu dari {names}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/models.py"></location>
            <source>There is no model “{asked}”: {advice}.</source>
            <translation>Tidak ada model “{asked}”: {advice}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>There is no test set of a laboratory that the active model knows, so that nothing shows whether the candidate became worse there.</source>
            <translation>Tidak ada set uji dari laboratorium yang dikenal model aktif, sehingga tidak terlihat apakah kandidat menjadi lebih buruk di sana.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/forward.py"></location>
            <source>There is not enough memory to classify a cell: close other programs and try again.</source>
            <translation>Memori tidak cukup untuk mengklasifikasi sel: tutup program lain dan coba lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>There is not enough to learn from: corrections of at least {least} classes are needed in signed or finished slides that are not held out. Classes so far: {here}.</source>
            <translation>Bahan belajar belum cukup: diperlukan koreksi dari sedikitnya {least} kelas pada sediaan yang ditandatangani atau selesai dan tidak disisihkan. Kelas sejauh ini: {here}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/entry_undo.py"></location>
            <source>There is nothing to redo here.</source>
            <translation>Tidak ada yang dapat diulangi di sini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/review.py"></location>
            <source>There is nothing to redo on this slide.</source>
            <translation>Tidak ada yang dapat diulangi pada sediaan ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/entry_undo.py"></location>
            <source>There is nothing to undo here.</source>
            <translation>Tidak ada yang dapat diurungkan di sini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/review.py"></location>
            <source>There is nothing to undo on this slide.</source>
            <translation>Tidak ada yang dapat diurungkan pada sediaan ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/runner.py"></location>
            <source>There was not enough memory for {name}. What was finished is kept; close other programs.</source>
            <translation>Memori tidak cukup untuk pekerjaan: {name}. Yang sudah selesai tetap tersimpan; tutup program lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>These decisions are left out of learning.</source>
            <translation>Keputusan ini dikecualikan dari pembelajaran.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>These decisions teach again</source>
            <translation>Keputusan ini dipelajari lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>These decisions teach again.</source>
            <translation>Keputusan ini dipelajari lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/restore.py"></location>
            <source>These models have no file here: {names}.</source>
            <translation>Model-model ini tidak memiliki file di sini: {names}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>They were left out of every count; nothing was changed in them.</source>
            <translation>File-file itu tidak ikut dihitung; isinya tidak diubah.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/region_acts.py"></location>
            <source>This box is too small to show a cell: draw it around the whole cell.</source>
            <translation>Kotak ini terlalu kecil untuk menampilkan sel: gambarlah di sekeliling seluruh sel.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>This computer has no Apple GPU (mps) that can be used: choose “auto” or “cpu”.</source>
            <translation>Komputer ini tidak memiliki GPU Apple (mps) yang dapat dipakai: pilih “auto” atau “cpu”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>This computer has no NVIDIA GPU (cuda) that can be used: choose “auto” or “cpu”.</source>
            <translation>Komputer ini tidak memiliki GPU NVIDIA (cuda) yang dapat dipakai: pilih “auto” atau “cpu”.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/services/restore.py"></location>
            <source>This copy is older than {n:,} signatures and does not contain them. The last one is on “{slide}”, version {version}, of {at}.</source>
            <extracomment>Of one: This copy is older than a signed report and does not contain it: “{slide}”, version {version}, of {at}.</extracomment>
            <translation>
                <numerusform>Salinan ini lebih lama daripada {n:,} tanda tangan dan tidak memuatnya. Yang terakhir pada “{slide}”, versi {version}, dari {at}.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/review.py"></location>
            <source>This decision was not undone, because the slide was changed after it: undo the later changes first ({key}).</source>
            <translation>Keputusan ini tidak diurungkan karena sediaan sudah diubah setelahnya: urungkan dahulu perubahan yang lebih baru ({key}).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <source>This field shows {cells}.</source>
            <translation>Lapang pandang ini memperlihatkan {cells}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>This fine-tuning cannot be resumed: start a new one.</source>
            <translation>Penyetelan halus ini tidak dapat dilanjutkan: mulailah yang baru.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/shown_runs.py"></location>
            <source>This fine-tuning is running: stop it before you remove it.</source>
            <translation>Penyetelan halus ini sedang berjalan: hentikan sebelum menghapusnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/merging.py"></location>
            <source>This folder is not merged with “{name}”.</source>
            <translation>Folder ini tidak digabungkan dengan “{name}”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backup_text.py"></location>
            <source>This is a copy of another database.</source>
            <translation>Ini salinan basis data lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>This is not the password of {name}.{more}</source>
            <translation>Ini bukan kata sandi {name}.{more}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/asking.py"></location>
            <source>This is one step. A single undo reverses it.</source>
            <translation>Ini satu langkah. Satu kali urung membatalkannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_fields.py"></location>
            <source>This is the first field.</source>
            <translation>Ini lapang pandang pertama.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_fields.py"></location>
            <source>This is the last field.</source>
            <translation>Ini lapang pandang terakhir.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source>This is the second read of {reader}: only {reader} can decide in it.</source>
            <translation>Ini pembacaan kedua oleh {reader}: hanya {reader} yang dapat memutuskan di dalamnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/second_read.py"></location>
            <source>This is the second read of {reader}: open the slide itself first.</source>
            <translation>Ini pembacaan kedua oleh {reader}: buka dahulu sediaannya sendiri.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>This is your second read. The first reviewer’s classes are hidden until you finish it.</source>
            <translation>Ini pembacaan kedua Anda. Kelas dari pemeriksa pertama disembunyikan sampai Anda selesai.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/keymap.py"></location>
            <source>This key cannot be used: choose another key.</source>
            <translation>Tombol ini tidak dapat dipakai: pilih tombol lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>This laboratory</source>
            <translation>Laboratorium ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/engine_choice.py"></location>
            <source>This model cannot compute with 8-bit numbers: the CPU computes exactly, which is slower.</source>
            <translation>Model ini tidak dapat menghitung dengan bilangan 8-bit: CPU menghitung secara tepat, yang lebih lambat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>This model has no evaluation.</source>
            <translation>Model ini belum diuji.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>This password cannot be used: {fault}.</source>
            <translation>Kata sandi ini tidak dapat dipakai: {fault}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>This slide has no cells.</source>
            <translation>Sediaan ini tidak memiliki sel.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>This slide has not been signed yet.</source>
            <translation>Sediaan ini belum ditandatangani.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>This slide is not signed.</source>
            <translation>Sediaan ini tidak bertanda tangan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>This slide is not signed: it can be changed as it is.</source>
            <translation>Sediaan ini belum ditandatangani: dapat diubah seperti biasa.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source>This slide is signed by {names} (version {version}), so nothing on it was changed. To change it, amend it with a reason: the signed version stays.</source>
            <translation>Sediaan ini ditandatangani oleh {names} (versi {version}), jadi tidak ada yang diubah. Untuk mengubahnya, buat amendemen dengan alasan: versi bertanda tangan tetap ada.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source>This slide was merged into “{name}”, so nothing on it was changed: open “{name}”.</source>
            <translation>Sediaan ini sudah digabungkan ke “{name}”, jadi tidak ada yang diubah padanya: buka “{name}”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/restore.py"></location>
            <source>This version has upgraded the database. A copy from before is {file}.</source>
            <translation>Versi ini telah memutakhirkan basis data. Salinan sebelumnya adalah {file}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>This would change. The settings before are kept as a file in the data folder; classes and reference ranges can be undone in their dialogs.</source>
            <translation>Inilah yang akan berubah. Pengaturan sebelumnya disimpan sebagai berkas di folder data; perubahan kelas dan nilai rujukan dapat diurungkan di dialognya masing-masing.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Time</source>
            <translation>Waktu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>To %</source>
            <translation>Sampai %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>To age</source>
            <translation>Sampai umur</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>To classify</source>
            <translation>Perlu diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>To review</source>
            <translation>Perlu ditinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>Too many wrong passwords: wait {wait}, then try again. A manager can help.</source>
            <translation>Terlalu banyak kata sandi salah: tunggu {wait}, lalu coba lagi. Manajer dapat membantu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>Total &amp;white count</source>
            <translation>Jumlah &amp;leukosit total</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/slide_fields.py"></location>
            <source>Total white count</source>
            <translation>Jumlah leukosit total</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>Total white count {total:.2f} × 10⁹/L: {typed:g} as typed, corrected for {erythroblasts:.1f} erythroblasts per 100 white cells.</source>
            <translation>Jumlah leukosit total {total:.2f} × 10⁹/L: diketik {typed:g}, dikoreksi terhadap {erythroblasts:.1f} eritroblas per 100 leukosit.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>Total white count {typed:g} × 10⁹/L as typed.</source>
            <translation>Jumlah leukosit total {typed:g} × 10⁹/L seperti yang diketik.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>Trained</source>
            <translation>Dilatih</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>Trained {time}</source>
            <translation>Dilatih {time}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>Trained {time} from {models}</source>
            <translation>Dilatih {time} dari {models}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>Training</source>
            <translation>Melatih</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>Trains copies of the last stages of the network, too. Worth a try when quick is not enough: it takes up to 20 minutes on two processor cores, and is often hardly better.</source>
            <translation>Melatih juga salinan tahap-tahap terakhir jaringan. Layak dicoba bila cara cepat tidak cukup: memakan waktu hingga 20 menit pada dua inti prosesor, dan sering kali hampir tidak lebih baik.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Try a &amp;demo slide</source>
            <translation>Coba sediaan &amp;demo</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>Try a demo slide</source>
            <translation>Coba sediaan demo</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>Two cells side by side</source>
            <translation>Dua sel berdampingan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Two selected cells side by side, or one and its reference</source>
            <translation>Dua sel terpilih berdampingan, atau satu sel dan rujukannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Uncertainty</source>
            <translation>Ketidakpastian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <location filename="../../wbc_desktop/ui/review/region_acts.py"></location>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <location filename="../../wbc_desktop/ui/widgets/undo_buttons.py"></location>
            <source>Undo</source>
            <translation>Urungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Undo the last decision</source>
            <translation>Urungkan keputusan terakhir</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/undo_buttons.py"></location>
            <source>Undo the last saved change</source>
            <translation>Urungkan perubahan terakhir yang tersimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>Undoing the last act on {cells}</source>
            <translation>Mengurungkan tindakan terakhir pada {cells}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Undone: changed to {name}</source>
            <translation>Diurungkan: diubah menjadi {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Undone: comment “{text}”</source>
            <translation>Diurungkan: komentar “{text}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Undone: confirmed {name}</source>
            <translation>Diurungkan: dikonfirmasi sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Undone: decided as {name}</source>
            <translation>Diurungkan: diputuskan sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Undone: drawn</source>
            <translation>Diurungkan: digambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Undone: reclassified as {name}</source>
            <translation>Diurungkan: direklasifikasi sebagai {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Undone: removed</source>
            <translation>Diurungkan: dihapus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes.py"></location>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>Unidentified</source>
            <translation>Tak teridentifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>Unidentified ({why})</source>
            <translation>Tak teridentifikasi ({why})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>Unidentified below a confidence of {share}</source>
            <translation>Tak teridentifikasi di bawah keyakinan {share}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>Unidentified cells</source>
            <translation>Sel tak teridentifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>Unidentified in {laboratory} below a confidence of {share}</source>
            <translation>Tak teridentifikasi di {laboratory} di bawah keyakinan {share}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>Unidentified, %</source>
            <translation>Tak teridentifikasi, %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/unlike.py"></location>
            <source>Unidentified: only {sure} sure of {likely}</source>
            <translation>Tak teridentifikasi: hanya {sure} yakin {likely}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/foreign.py"></location>
            <source>Unidentified: this slide looks different; the guess is {likely} ({sure})</source>
            <translation>Tak teridentifikasi: sediaan ini tampak berbeda; dugaannya {likely} ({sure})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/unlike.py"></location>
            <source>Unidentified: unlike what the model knows; its guess is {likely} ({sure})</source>
            <translation>Tak teridentifikasi: tidak mirip dengan yang dikenal model; dugaannya {likely} ({sure})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>Unlike</source>
            <translation>Tidak mirip</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/unlike.py"></location>
            <source>Unlike the cells that the model learned from ({times:.1f} times its limit)</source>
            <translation>Tidak mirip dengan sel yang dipelajari model ({times:.1f} kali batasnya)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/gallery_pane.py"></location>
            <source>Unreviewed</source>
            <translation>Belum ditinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>Used for</source>
            <translation>Dipakai untuk</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>Version</source>
            <translation>Versi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>Version {version} is already being amended: make the changes, then sign.</source>
            <translation>Versi {version} sudah sedang diamendemen: buat perubahannya, lalu tanda tangani.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Version, model, licence</source>
            <translation>Versi, model, lisensi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <source>WBC Desktop ended unexpectedly the last time</source>
            <translation>WBC Desktop terakhir kali berhenti secara tak terduga</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/crash.py"></location>
            <source>WBC Desktop ended unexpectedly the last time. All decisions are saved.</source>
            <translation>WBC Desktop terakhir kali berhenti secara tak terduga. Semua keputusan sudah tersimpan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/instance.py"></location>
            <source>WBC Desktop is already open with the data folder {root}: use that window, or close it first.</source>
            <translation>WBC Desktop sudah terbuka dengan folder data {root}: pakai jendela itu, atau tutup dahulu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/start_frame.py"></location>
            <source>WBC Desktop is starting</source>
            <translation>WBC Desktop sedang dimulai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Watch</source>
            <translation>Pantau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Watch a folder</source>
            <translation>Pantau folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>Watching “{name}”</source>
            <translation>Memantau “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <source>Week</source>
            <translation>Minggu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>Week {week} (from {monday})</source>
            <translation>Minggu {week} (mulai {monday})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>Weeks</source>
            <translation>Rentang minggu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>Weeks of backups that are kept</source>
            <translation>Jumlah minggu cadangan yang disimpan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_rules.py"></location>
            <source>What a signature can mean, separated by commas</source>
            <translation>Makna yang mungkin bagi tanda tangan, dipisahkan dengan koma</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>What do the pictures of this slide show? A change loses no decision: the cells of the other kind are hidden, and come back with all their decisions when you change this again.</source>
            <translation>Apa yang diperlihatkan gambar pada sediaan ini? Perubahan tidak menghilangkan keputusan: sel jenis yang lain disembunyikan, dan kembali dengan semua keputusannya bila Anda mengubahnya lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>What it does</source>
            <translation>Fungsi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>What the &amp;models cannot do</source>
            <translation>&amp;Yang tidak dapat dilakukan model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>What the model can learn from the reviewers’ corrections, and the exclusions</source>
            <translation>Yang dapat dipelajari model dari koreksi para pemeriksa, dan yang dikecualikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>What would change</source>
            <translation>Yang akan berubah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/picture_view.py"></location>
            <source>Wheel, {keys}: zoom</source>
            <translation>Roda, {keys}: zoom</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/picture_view.py"></location>
            <source>Wheel: zoom</source>
            <translation>Roda: zoom</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>When</source>
            <translation>Kapan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <source>When slides are classified and reviewers decide on their cells, this tab shows week by week how well the models agree with the reviewers, how many cells they leave Unidentified, and how many slides look different from those that they were trained on.</source>
            <translation>Setelah sediaan diklasifikasi dan pemeriksa memutuskan sel-selnya, tab ini menunjukkan minggu demi minggu seberapa sesuai model dengan pemeriksa, berapa banyak sel yang dibiarkan Tak teridentifikasi, dan berapa banyak sediaan yang tampak berbeda dari yang dipakai untuk melatih model.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>Where reviewer and model differ</source>
            <translation>Di mana pemeriksa dan model berbeda</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Whether the pictures show single cells or fields</source>
            <translation>Apakah gambar memperlihatkan sel tunggal atau lapang pandang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>Which heatmap</source>
            <translation>Peta panas yang mana</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/reports/pdf.py"></location>
            <source>White blood cell differential</source>
            <translation>Hitung jenis leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>White cell or other cell</source>
            <translation>Leukosit atau sel lain</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>White cells</source>
            <translation>Leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <source>Whole field</source>
            <translation>Seluruh lapang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <location filename="../../wbc_desktop/ui/shell/dialogs.py"></location>
            <source>Why</source>
            <translation>Alasan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/engine_choice.py"></location>
            <source>With 8-bit numbers this model gives other results: the CPU computes exactly, which is slower.</source>
            <translation>Dengan bilangan 8-bit model ini memberi hasil lain: CPU menghitung secara tepat, yang lebih lambat.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Write a comment on the cell shown; it is never deleted</source>
            <translation>Tulis komentar pada sel yang tampil; komentar tidak pernah dihapus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Write one row per cell to a CSV file</source>
            <translation>Tulis satu baris per sel ke berkas CSV</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Write the differential and its evidence as PDF</source>
            <translation>Tulis hitung jenis dan buktinya sebagai PDF</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>Writing the CSV file</source>
            <translation>Menulis file CSV</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>Writing the candidate</source>
            <translation>Menulis kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>Writing the comparison</source>
            <translation>Menulis perbandingan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>Writing the report</source>
            <translation>Menulis laporan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>Writing the report of version {number}</source>
            <translation>Menulis laporan versi {number}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <location filename="../../wbc_desktop/ui/shell/crash_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/widgets/save_file.py"></location>
            <source>Written: {path}</source>
            <translation>Ditulis: {path}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>Wrong among the others, %</source>
            <translation>Salah di antara yang lain, %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/empty_pages.py"></location>
            <source>You can also drop a folder here. Images are only read, and nothing leaves this computer.</source>
            <translation>Anda juga dapat meletakkan folder di sini. Gambar hanya dibaca, dan tidak ada yang keluar dari komputer ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>You have signed version {version} of this slide already.</source>
            <translation>Anda sudah menandatangani versi {version} sediaan ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>You review the slide “{slide}” again, as {who}, without seeing the first reviewer’s classes. Until every cell is decided, the window shows you only your second read. After that, Agreement in the menu Slide compares the two reads.</source>
            <translation>Anda meninjau sediaan “{slide}” sekali lagi, sebagai {who}, tanpa melihat kelas dari pemeriksa pertama. Sampai setiap sel diputuskan, jendela hanya menampilkan pembacaan kedua Anda. Setelah itu, Kesesuaian di menu Sediaan membandingkan kedua pembacaan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>You sign version {number} of the slide “{slide}”: {cells}{rest}. Afterwards the slide can be changed only after it is amended with a reason.</source>
            <translation>Anda menandatangani versi {number} dari sediaan “{slide}”: {cells}{rest}. Setelah itu sediaan hanya dapat diubah dengan amendemen yang disertai alasan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in_dialog.py"></location>
            <source>Your name is stored with each of your decisions and signatures.</source>
            <translation>Nama Anda disimpan bersama setiap keputusan dan tanda tangan Anda.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/blind.py"></location>
            <source>Your second read of this slide is not finished, so it is shown and the first reviewer’s classes are hidden.</source>
            <translation>Pembacaan kedua Anda atas sediaan ini belum selesai, jadi pembacaan itu yang ditampilkan dan kelas dari pemeriksa pertama disembunyikan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>Your second read of “{name}” is ready: open the slide to begin.</source>
            <translation>Pembacaan kedua Anda atas “{name}” sudah siap: buka sediaan itu untuk memulai.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Zoom &amp;in</source>
            <translation>Per&amp;besar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/commands.py"></location>
            <source>Zoom &amp;out</source>
            <translation>Perke&amp;cil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>Zoom &amp;together</source>
            <translation>Zoom &amp;bersama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare.py"></location>
            <source>Zoom and move both pictures together</source>
            <translation>Perbesar dan geser kedua gambar bersama-sama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/learning.py"></location>
            <source>a laboratory without a name</source>
            <translation>laboratorium tanpa nama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>a range of time</source>
            <translation>suatu rentang waktu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source>a reviewer</source>
            <translation>seorang pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>a slide</source>
            <translation>sebuah sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>a white cell: part of the 100 %</source>
            <translation>leukosit: bagian dari 100 %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/performance.py"></location>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>accuracy</source>
            <translation>akurasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>active</source>
            <translation>aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>active model</source>
            <translation>model aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/region_acts.py"></location>
            <source>adding a cell</source>
            <translation>menambahkan sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>adding the candidate to the list of models</source>
            <translation>menambahkan kandidat ke daftar model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>after {n} minutes</source>
            <translation>setelah {n} menit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>age</source>
            <translation>umur</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_colours.py"></location>
            <source>all eyes</source>
            <translation>semua mata</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <location filename="../../wbc_desktop/ui/shell/main_window.py"></location>
            <source>all reviewed</source>
            <translation>semua sudah ditinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <source>amended</source>
            <translation>diamendemen</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>amended and signed</source>
            <translation>diamendemen dan ditandatangani</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>and {cells} in {n} other ways</source>
            <extracomment>Of one: and {cells} in {n} other way</extracomment>
            <translation>
                <numerusform>dan {cells} dengan {n} cara lain</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>and {n:,} more</source>
            <translation>dan {n:,} lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>and {n} earlier models</source>
            <translation>dan {n} model terdahulu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comments.py"></location>
            <source>and {rest} more on cells, behind the pictures of the cells</source>
            <translation>dan {rest} lagi atas sel, setelah gambar sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>another cell: counted per 100 white cells</source>
            <translation>sel lain: dihitung per 100 leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>approved</source>
            <translation>disetujui</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/guide.py"></location>
            <source>arrows, Page up, Page down, Home, End</source>
            <translation>panah, Page up, Page down, Home, End</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>as the system</source>
            <translation>seperti sistem</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>at least {least_password} characters</source>
            <translation>sedikitnya {least_password} karakter</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>at least {low}</source>
            <translation>≥ {low}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>at most {high}</source>
            <translation>≤ {high}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <source>backing up</source>
            <translation>membuat cadangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/performance.py"></location>
            <source>balanced accuracy</source>
            <translation>akurasi seimbang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/backups.py"></location>
            <source>before an upgrade</source>
            <translation>sebelum pemutakhiran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <source>being amended</source>
            <translation>sedang diamendemen</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>being amended since {time}</source>
            <translation>sedang diamendemen sejak {time}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>better</source>
            <translation>lebih baik</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>calibration error</source>
            <translation>galat kalibrasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>candidate</source>
            <translation>kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>cannot be decoded now ({what})</source>
            <translation>tidak dapat didekode sekarang ({what})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/cards.py"></location>
            <source>cannot be read ({strerror})</source>
            <translation>tidak dapat dibaca ({strerror})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>cannot be read ({what})</source>
            <translation>tidak dapat dibaca ({what})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>cannot be used</source>
            <translation>tidak dapat dipakai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>cell {name}</source>
            <translation>sel {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>cells</source>
            <translation>sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>cells at the edge that are not counted</source>
            <translation>sel di tepi yang tidak dihitung</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>changed from {before} to {after} ({points} points, 95 % interval {low} to {high})</source>
            <translation>berubah dari {before} menjadi {after} ({points} poin, interval 95 % {low} sampai {high})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes.py"></location>
            <source>changing a class</source>
            <translation>mengubah kelas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts.py"></location>
            <source>changing an account</source>
            <translation>mengubah akun</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>changing the kind of the pictures</source>
            <translation>mengubah jenis gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges.py"></location>
            <source>changing the ranges</source>
            <translation>mengubah nilai rujukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts.py"></location>
            <source>changing the rules of signing</source>
            <translation>mengubah aturan penandatanganan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/backups/backups.py"></location>
            <source>checking a backup</source>
            <translation>memeriksa cadangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/models.py"></location>
            <source>choose one of {names}, or name a model file</source>
            <translation>pilih salah satu dari {names}, atau sebutkan file model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>chosen by the program</source>
            <translation>dipilih oleh program</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>classifying “{name}”</source>
            <translation>mengklasifikasi “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>closed</source>
            <translation>ditutup</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>comments</source>
            <translation>komentar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>comparing signed slides</source>
            <translation>membandingkan sediaan bertanda tangan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>comparing the two reads</source>
            <translation>membandingkan kedua pembacaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>confirmed</source>
            <translation>dikonfirmasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>copying the cells for the second read</source>
            <translation>menyalin sel untuk pembacaan kedua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>cuda:0 to cuda:{last}</source>
            <translation>cuda:0 sampai cuda:{last}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/class_rows.py"></location>
            <source>current class</source>
            <translation>kelas saat ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>cut by the edge of the field</source>
            <translation>terpotong tepi lapang pandang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/backups.py"></location>
            <source>daily</source>
            <translation>harian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>dark</source>
            <translation>gelap</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>decided</source>
            <translation>diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>deep</source>
            <translation>dalam</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>does not fit its file for 8-bit numbers ({what})</source>
            <translation>tidak cocok dengan filenya untuk bilangan 8-bit ({what})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/picture_view.py"></location>
            <source>double-click or {key}: fit</source>
            <translation>klik ganda atau {key}: paskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/picture_view.py"></location>
            <source>double-click: fit</source>
            <translation>klik ganda: paskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/picture_view.py"></location>
            <source>drag or arrows: move</source>
            <translation>seret atau panah: geser</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/open_slide.py"></location>
            <source>drawing the demo slide</source>
            <translation>menggambar sediaan demo</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>errors among the others</source>
            <translation>kesalahan di antara yang lain</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>every cell is decided</source>
            <translation>semua sel sudah diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>everybody</source>
            <translation>semua orang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>exporting the model</source>
            <translation>mengekspor model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>exporting the settings</source>
            <translation>mengekspor pengaturan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>failed</source>
            <translation>gagal</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/forward.py"></location>
            <source>failed ({first_line})</source>
            <translation>gagal ({first_line})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>female</source>
            <translation>perempuan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/pictures.py"></location>
            <source>file changed</source>
            <translation>berkas berubah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/pictures.py"></location>
            <source>file missing</source>
            <translation>file tidak ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>final</source>
            <translation>akhir</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/teaching.py"></location>
            <source>finding the cells that teach most</source>
            <translation>mencari sel yang paling mengajari</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>finished</source>
            <translation>selesai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>found better than the active model</source>
            <translation>terbukti lebih baik daripada model aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>from {model}</source>
            <translation>dari {model}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>gate of the candidate</source>
            <translation>gerbang kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>gives no valid result with this model</source>
            <translation>tidak memberi hasil yang sahih dengan model ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>gives the class {what} no name of one to 60 printable characters</source>
            <translation>tidak memberi kelas {what} nama yang terdiri atas 1 sampai 60 karakter yang dapat dicetak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_colours.py"></location>
            <source>green-blind eyes (deuteranopia)</source>
            <translation>mata buta hijau (deuteranopia)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>has a card whose values make no sense</source>
            <translation>memiliki kartu dengan nilai yang tidak masuk akal</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>has a name that is no text: give it another name</source>
            <translation>namanya bukan teks: beri nama lain</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>has an incomplete card ({what})</source>
            <translation>memiliki kartu yang tidak lengkap ({what})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>has no column named {name}: its first row must name the columns path and label</source>
            <translation>tidak memiliki kolom bernama {name}: baris pertamanya harus memuat nama kolom path dan label</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>has no picture {what}</source>
            <translation>tidak memiliki gambar {what}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>has no value here (all in one class)</source>
            <translation>tidak memiliki nilai di sini (semua dalam satu kelas)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>has three grey pages of one view: they are read as red, green and blue</source>
            <translation>memiliki tiga halaman abu-abu dari satu pandangan: dibaca sebagai merah, hijau, dan biru</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/forward.py"></location>
            <source>has too little free memory</source>
            <translation>terlalu sedikit memori kosongnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>has two columns named {name}: its first row must name the columns path and label</source>
            <translation>memiliki dua kolom bernama {name}: baris pertamanya harus memuat nama kolom path dan label</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>has {what} channels: only grey, or red, green and blue, can be shown</source>
            <translation>memiliki {what} kanal: hanya abu-abu, atau merah, hijau, dan biru, yang dapat ditampilkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>has {what} values that are no numbers: they are shown white</source>
            <translation>memuat {what} nilai yang bukan angka: ditampilkan putih</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/differential_findings.py"></location>
            <source>high</source>
            <translation>tinggi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/differential_findings.py"></location>
            <source>high, not settled</source>
            <translation>tinggi, belum pasti</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>holds a series or animation of {what} pictures: save each of them as a file</source>
            <translation>memuat seri atau animasi {what} gambar: simpan masing-masing sebagai file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>holds one value everywhere ({what}), so its brightness is not known</source>
            <translation>memuat satu nilai di semua tempat ({what}), sehingga kecerahannya tidak diketahui</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>holds signed values: {what} is shown black</source>
            <translation>memuat nilai bertanda: {what} ditampilkan hitam</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>holds values from {what} to {more}: the lowest is shown black and the highest white</source>
            <translation>memuat nilai dari {what} sampai {more}: yang terendah ditampilkan hitam dan yang tertinggi putih</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>holds values that are no numbers</source>
            <translation>memuat nilai yang bukan angka</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>holds weights that are not finite numbers</source>
            <translation>berisi bobot yang bukan bilangan hingga</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>holds weights that do not fit its card</source>
            <translation>berisi bobot yang tidak cocok dengan kartunya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>holds {what}-bit values, as its header says: {more} is shown white</source>
            <translation>memuat nilai {what} bit menurut tajuknya: {more} ditampilkan putih</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/transfer.py"></location>
            <source>importing settings</source>
            <translation>mengimpor pengaturan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>importing the labels</source>
            <translation>mengimpor label</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>importing the model</source>
            <translation>mengimpor model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <source>in review</source>
            <translation>sedang ditinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>in the {n} held-out cells of {name} ({groups} slides)</source>
            <translation>pada {n} sel {name} yang disisihkan ({groups} sediaan)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/torch_packages.py"></location>
            <source>install it with “{command}”.</source>
            <translation>pasang dengan “{command}”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/torch_packages.py"></location>
            <source>install the full version of WBC Desktop.</source>
            <translation>pasang versi lengkap WBC Desktop.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is a device and not a file</source>
            <translation>adalah perangkat, bukan file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is a folder of this slide that is not there: its pictures are missing</source>
            <translation>adalah folder sediaan ini yang tidak ada: gambar-gambarnya tidak tampil</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is a folder that {what}</source>
            <translation>adalah folder yang {what}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is a link that leads back to itself</source>
            <translation>adalah tautan yang kembali ke dirinya sendiri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is a link to something that is not there</source>
            <translation>adalah tautan ke sesuatu yang tidak ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is a picture of a kind that is not read ({what}): save it as PNG, TIFF or JPEG</source>
            <translation>adalah jenis gambar yang tidak dibaca ({what}): simpan sebagai PNG, TIFF atau JPEG</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is a pipe and not a file</source>
            <translation>adalah pipa, bukan file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is a socket and not a file</source>
            <translation>adalah soket, bukan file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is cut short (truncated)</source>
            <translation>terpotong</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is cut short: what follows its page {what} is missing</source>
            <translation>terpotong: yang ada setelah halaman {what} hilang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is damaged</source>
            <translation>rusak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is damaged (its numbers do not fit each other)</source>
            <translation>rusak (angka-angkanya tidak cocok satu sama lain)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is damaged (its numbers make no sense)</source>
            <translation>rusak (angka-angkanya tidak masuk akal)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is damaged ({what})</source>
            <translation>rusak ({what})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>is damaged at line {line} ({error})</source>
            <translation>rusak pada baris {line} ({error})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is damaged or cut short</source>
            <translation>rusak atau terpotong</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is damaged or no model file</source>
            <translation>rusak atau bukan file model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is damaged or no model file of this program</source>
            <translation>rusak atau bukan file model program ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/engine.py"></location>
            <source>is damaged or not for this version of the program</source>
            <translation>rusak atau bukan untuk versi program ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is empty</source>
            <translation>kosong</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>is empty: it must have the columns path and label</source>
            <translation>kosong: harus memiliki kolom path dan label</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is no replay file of this version of the program</source>
            <translation>bukan berkas pengulangan dari versi program ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>is not UTF-8 text: save it as “CSV UTF-8” and import it again</source>
            <translation>bukan teks UTF-8: simpan sebagai “CSV UTF-8” dan impor lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is not a file</source>
            <translation>bukan file</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is not an image</source>
            <translation>bukan gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is not an image, although it is named {what}</source>
            <translation>bukan gambar, meskipun bernama {what}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is not on this computer: download it from the cloud, then open the folder again</source>
            <translation>tidak ada di komputer ini: unduh dari awan, lalu buka folder lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>is not the candidate that the fine-tuning wrote</source>
            <translation>bukan kandidat yang ditulis oleh penyetelan halus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/model_files.py"></location>
            <source>is not the one that its passport describes</source>
            <translation>bukan yang diuraikan dalam paspornya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <location filename="../../wbc_desktop/inference/cards.py"></location>
            <source>is not there</source>
            <translation>tidak ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is of a kind that this version of the program does not know</source>
            <translation>berjenis yang tidak dikenal oleh versi program ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is of the kind “{what}”, which this version of the program does not know</source>
            <translation>berjenis “{what}”, yang tidak dikenal oleh versi program ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is too large to be the picture of one cell</source>
            <translation>terlalu besar untuk gambar satu sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is too large to be the picture of one cell ({what} MB)</source>
            <translation>terlalu besar untuk gambar satu sel ({what} MB)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is too large to be the picture of one cell ({what} pixels)</source>
            <translation>terlalu besar untuk gambar satu sel ({what} piksel)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>is too small to show a cell ({what} pixels)</source>
            <translation>terlalu kecil untuk memperlihatkan sel ({what} piksel)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>is {kappa:.2f}</source>
            <translation>{kappa:.2f}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>it gives wrong results</source>
            <translation>memberi hasil yang salah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>it is a folder</source>
            <translation>itu sebuah folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>it is not installed</source>
            <translation>tidak terpasang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>it is one character repeated</source>
            <translation>hanya satu karakter yang diulang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>it is the reviewer’s name</source>
            <translation>sama dengan nama pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>it may have at most {most_password} characters</source>
            <translation>paling banyak {most_password} karakter</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>it needs at least {least_password} characters</source>
            <translation>perlu sedikitnya {least_password} karakter</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>its decoder crashed</source>
            <translation>dekodernya berhenti mendadak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>its decoder does not end</source>
            <translation>dekodernya tidak selesai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>its file states no measured performance</source>
            <translation>filenya tidak menyebutkan hasil uji</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>its folder does not exist</source>
            <translation>foldernya tidak ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>its helper process does not start</source>
            <translation>proses pembantunya tidak mulai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/backup_file.py"></location>
            <location filename="../../wbc_desktop/services/exports.py"></location>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <location filename="../../wbc_desktop/services/walk.py"></location>
            <source>its name is not possible</source>
            <translation>namanya tidak mungkin</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>its name is not valid</source>
            <translation>namanya tidak sah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>its name is too long</source>
            <translation>namanya terlalu panjang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>its path is a loop of links</source>
            <translation>jalurnya berupa lingkaran tautan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/class_rows.py"></location>
            <source>key {key}</source>
            <translation>tombol {key}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>lacks a part of its pixels</source>
            <translation>tidak memiliki sebagian pikselnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>leaving decisions out of learning</source>
            <translation>mengecualikan keputusan dari pembelajaran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>light</source>
            <translation>terang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>lists the class code {what} twice</source>
            <translation>memuat kode kelas {what} dua kali</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>lists the class code {what}, which means that a cell is in no class</source>
            <translation>memuat kode kelas {what}, yang berarti sel tidak termasuk kelas mana pun</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>lists the class code “{what}”, but a code has two to eight letters A to Z and digits, and begins with a letter</source>
            <translation>memuat kode kelas “{what}”, padahal kode terdiri atas dua sampai delapan huruf A sampai Z dan angka, dan diawali huruf</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>little</source>
            <translation>sedikit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/waiting_page.py"></location>
            <source>look different from the training pictures</source>
            <translation>tampak berbeda dari gambar pelatihan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>looking at the fine-tuning</source>
            <translation>memeriksa penyetelan halus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/model_in_use.py"></location>
            <source>looking at the model</source>
            <translation>melihat model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>looking for the cell</source>
            <translation>mencari sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>looking for the second read</source>
            <translation>mencari pembacaan kedua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/differential_findings.py"></location>
            <source>low</source>
            <translation>rendah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/differential_findings.py"></location>
            <source>low, not settled</source>
            <translation>rendah, belum pasti</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/performance.py"></location>
            <source>macro F1</source>
            <translation>F1 makro</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/backups.py"></location>
            <source>made by hand</source>
            <translation>dibuat sendiri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/daily_backup.py"></location>
            <source>making the daily backup</source>
            <translation>membuat cadangan harian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/slides/slide_fields_dialog.py"></location>
            <source>male</source>
            <translation>laki-laki</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>manager</source>
            <translation>manajer</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>may not be read (no permission)</source>
            <translation>tidak boleh dibaca (tidak ada izin)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>merging the folders</source>
            <translation>menggabungkan folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>model</source>
            <translation>model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>model {predicted} {confidence}</source>
            <translation>model {predicted} {confidence}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>most likely {likely} {sure}</source>
            <translation>paling mungkin {likely} {sure}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>much support</source>
            <translation>banyak dukungan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/models.py"></location>
            <source>name a model file</source>
            <translation>sebutkan file model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>name of {code}</source>
            <translation>nama {code}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>needs more memory than there is</source>
            <translation>membutuhkan memori lebih dari yang ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>needs the Python package {what} to be read: install it, or save the file as PNG</source>
            <translation>memerlukan paket Python {what} untuk dibaca: pasang paket itu, atau simpan file sebagai PNG</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/accounts_dialog.py"></location>
            <source>never</source>
            <translation>tidak pernah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <source>new</source>
            <translation>baru</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>no</source>
            <translation>tidak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>no cell was found in this picture</source>
            <translation>tidak ditemukan sel dalam gambar ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <location filename="../../wbc_desktop/ui/cell/field_dialog.py"></location>
            <source>no cells</source>
            <translation>tidak ada sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>no flag</source>
            <translation>tanpa tanda</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>no heatmap</source>
            <translation>tidak ada peta panas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/key_field.py"></location>
            <source>no key</source>
            <translation>tanpa tombol</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>no longer in force: version {superseded} took its place</source>
            <translation>tidak berlaku lagi: digantikan oleh versi {superseded}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/gallery.py"></location>
            <source>no model</source>
            <translation>tanpa model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>no open account with this name</source>
            <translation>tidak ada akun aktif dengan nama ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/forward.py"></location>
            <source>no reason given</source>
            <translation>tanpa alasan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/registry.py"></location>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>no reason is given.</source>
            <translation>tidak ada alasan yang diberikan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/curve_plot.py"></location>
            <source>no value yet</source>
            <translation>belum ada nilai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>nobody yet</source>
            <translation>belum ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <location filename="../../wbc_desktop/services/finetune.py"></location>
            <source>none</source>
            <translation>tidak ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>not better</source>
            <translation>tidak lebih baik</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>not classified</source>
            <translation>belum diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>not found better</source>
            <translation>tidak terbukti lebih baik</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>not named</source>
            <translation>tanpa nama</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>not preclassified</source>
            <translation>tidak dipraklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/pictures.py"></location>
            <source>not readable</source>
            <translation>tidak terbaca</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>not reviewed</source>
            <translation>belum ditinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/differential_findings.py"></location>
            <location filename="../../wbc_desktop/ui/differential/differential_panel_rows.py"></location>
            <source>not settled</source>
            <translation>belum pasti</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/cell_delegate.py"></location>
            <source>not yet classified</source>
            <translation>belum diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <source>not yet counted</source>
            <translation>belum dihitung</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>not yet preclassified</source>
            <translation>belum dipraklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_plot.py"></location>
            <source>nothing in this week</source>
            <translation>tidak ada apa-apa dalam minggu ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>on {name} ({n} cells)</source>
            <translation>pada {name} ({n} sel)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>open</source>
            <translation>terbuka</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>opening “{name}”</source>
            <translation>membuka “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>over {n:,}</source>
            <translation>lebih dari {n:,}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>p</source>
            <translation>p</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>part of its path is a file, not a folder</source>
            <translation>sebagian jalurnya adalah file, bukan folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>pathologist</source>
            <translation>dokter patologi klinik</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>patient</source>
            <translation>pasien</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>per 100 white cells</source>
            <translation>per 100 leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/class_rows.py"></location>
            <source>preclassification</source>
            <translation>praklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>preclassified as {model}</source>
            <translation>dipraklasifikasi sebagai {model}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>promoting the model “{name}”</source>
            <translation>menjadikan aktif model “{name}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>quick</source>
            <translation>cepat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>reading the folders</source>
            <translation>membaca folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_tab.py"></location>
            <source>reading the models</source>
            <translation>membaca model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>reclassified</source>
            <translation>direklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_colours.py"></location>
            <source>red-blind eyes (protanopia)</source>
            <translation>mata buta merah (protanopia)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/undo_buttons.py"></location>
            <source>redoing a change</source>
            <translation>mengulangi perubahan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>reference ranges</source>
            <translation>nilai rujukan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/region_acts.py"></location>
            <source>removing cells</source>
            <translation>menghapus sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>removing the fine-tuning</source>
            <translation>menghapus penyetelan halus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>removing the slide from the list</source>
            <translation>menghapus sediaan dari daftar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/backups.py"></location>
            <source>replaced by a restore</source>
            <translation>diganti oleh pemulihan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>reported</source>
            <translation>dilaporkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>restoring the slide in the list</source>
            <translation>mengembalikan sediaan ke daftar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>resuming the fine-tuning</source>
            <translation>melanjutkan penyetelan halus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>retired</source>
            <translation>tidak dipakai lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <source>reviewed</source>
            <translation>ditinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>right</source>
            <translation>benar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>rolling back the model</source>
            <translation>mengembalikan model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/labels.py"></location>
            <source>rows {numbers} give this cell different labels ({codes})</source>
            <translation>baris {numbers} memberi sel ini label yang berbeda ({codes})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>running</source>
            <translation>berjalan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>sample</source>
            <translation>sampel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_tools.py"></location>
            <source>saving the comment</source>
            <translation>menyimpan komentar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_details.py"></location>
            <source>saving the details</source>
            <translation>menyimpan rincian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>separating the folders</source>
            <translation>memisahkan folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>set {number} of the laboratory</source>
            <translation>himpunan {number} laboratorium</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>several cells of this picture match the box “{box}”</source>
            <translation>beberapa sel pada gambar ini cocok dengan kotak “{box}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>several files of the folder match this path ({names}): write the whole path</source>
            <translation>beberapa file dalam folder cocok dengan jalur ini ({names}): tulis jalur lengkapnya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>sex</source>
            <translation>jenis kelamin</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>signed</source>
            <translation>ditandatangani</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <source>slide {name}, {progress}</source>
            <translation>sediaan {name}, {progress}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/review/region_acts.py"></location>
            <source>splitting a cell</source>
            <translation>memecah sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>stain</source>
            <translation>pewarnaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>started {time}</source>
            <translation>dimulai {time}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>starting the fine-tuning</source>
            <translation>memulai penyetelan halus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/curve_plot.py"></location>
            <source>step {n:,}</source>
            <translation>langkah {n:,}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/runs.py"></location>
            <source>stopped</source>
            <translation>dihentikan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training.py"></location>
            <source>stopping the fine-tuning</source>
            <translation>menghentikan penyetelan halus</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>storing a second look</source>
            <translation>menyimpan hasil melihat lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>taking back a second look</source>
            <translation>membatalkan hasil melihat lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>taking back exclusions from learning</source>
            <translation>membatalkan pengecualian dari pembelajaran</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/folder_watch.py"></location>
            <source>taking in</source>
            <translation>mengambil gambar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reviewers.py"></location>
            <source>technician</source>
            <translation>petugas laboratorium</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>testing</source>
            <translation>pengujian</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/start_form.py"></location>
            <source>that of the active model with today’s date</source>
            <translation>nama model aktif dengan tanggal hari ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/left_out_page.py"></location>
            <source>the decision may be a slip</source>
            <translation>keputusan ini mungkin kekeliruan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/leave_out_dialog.py"></location>
            <source>the decisions of a reviewer</source>
            <translation>keputusan seorang pemeriksa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>the disk failed</source>
            <translation>diska gagal</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>the disk is full</source>
            <translation>diska penuh</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>the disk is read-only</source>
            <translation>diska hanya dapat dibaca</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/comparison_fields.py"></location>
            <source>the field “{field}” is not valid</source>
            <translation>bidang “{field}” tidak sah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>the file is not a cell: it {reason}</source>
            <translation>file bukan sel: file {reason}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>the file is not the picture with the sha256 of this row; without that column the name counts</source>
            <translation>berkas ini bukan gambar dengan sha256 pada baris ini; tanpa kolom itu, namanya yang dipakai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/comparison_fields.py"></location>
            <source>the file is not valid JSON</source>
            <translation>berkas bukan JSON yang sah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/comparison_fields.py"></location>
            <source>the file is too large</source>
            <translation>berkas terlalu besar</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>the file was changed since the folder was read: import the table again</source>
            <translation>berkas itu berubah sejak folder dibaca: impor tabelnya lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/labels.py"></location>
            <source>the label “{label}” is not a known class</source>
            <translation>label “{label}” bukan kelas yang dikenal</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/reference_ranges.py"></location>
            <source>the program’s defaults for adults</source>
            <translation>bawaan program untuk dewasa</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>the row names no path</source>
            <translation>baris tidak menyebutkan path</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/labels.py"></location>
            <source>the slide no longer shows this cell: it was removed or split while the table was read</source>
            <translation>sediaan tidak lagi menampilkan sel ini: sel itu dihapus atau dipecah ketika tabel dibaca</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>there is no such file in the folder</source>
            <translation>tidak ada file demikian di folder</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/services/review.py"></location>
            <source>these {n:,} cells</source>
            <extracomment>Of one: this cell</extracomment>
            <translation>
                <numerusform>{n:,} sel ini</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>this laboratory</source>
            <translation>laboratorium ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>this picture has no cell at the box “{box}”</source>
            <translation>gambar ini tidak memiliki sel pada kotak “{box}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>this picture has no cell “{number}”</source>
            <translation>gambar ini tidak memiliki sel “{number}”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>this picture shows {count} cells: name the cell in a column “cell” or “box”</source>
            <translation>gambar ini menampilkan {count} sel: sebutkan selnya dalam kolom “cell” atau “box”</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>time of collection</source>
            <translation>waktu pengambilan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/filter_panel.py"></location>
            <source>to</source>
            <translation>sampai</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>total white count</source>
            <translation>jumlah leukosit total</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/tally_pages.py"></location>
            <source>training</source>
            <translation>pelatihan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>true class</source>
            <translation>kelas asli</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/undo_buttons.py"></location>
            <source>undoing a change</source>
            <translation>mengurungkan perubahan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>unidentified, most likely {model}</source>
            <translation>tak teridentifikasi, paling mungkin {model}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>unknown</source>
            <translation>tidak diketahui</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>unlike what it knows; {sure}</source>
            <translation>tidak mirip dengan yang dikenalnya; {sure}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>unreadable</source>
            <translation>tidak terbaca</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/describe.py"></location>
            <source>unreviewed</source>
            <translation>belum ditinjau</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>verified</source>
            <translation>diverifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>version {version}</source>
            <translation>versi {version}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/signing.py"></location>
            <source>version {version} was signed and is being amended</source>
            <translation>versi {version} pernah ditandatangani dan sedang diamendemen</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/cell_delegate.py"></location>
            <source>waiting</source>
            <translation>menunggu</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>was active</source>
            <translation>pernah aktif</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>was changed since the folder was read: open the folder again</source>
            <translation>berubah sejak folder dibaca: buka foldernya lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/model_files.py"></location>
            <source>was changed while it was copied</source>
            <translation>berubah selagi disalin</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>was changed while it was read: open the folder again</source>
            <translation>berubah saat dibaca: buka folder lagi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/gallery/cell_delegate.py"></location>
            <source>was {before}</source>
            <translation>tadinya {before}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/folder_watch.py"></location>
            <source>watching the folder</source>
            <translation>memantau folder</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>went away before it could be read</source>
            <translation>hilang sebelum dapat dibaca</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/refusals.py"></location>
            <source>went away while it was read</source>
            <translation>hilang saat dibaca</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>white cell</source>
            <translation>leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>white count corrected for erythroblasts</source>
            <translation>jumlah leukosit dikoreksi terhadap eritroblas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/differential_findings.py"></location>
            <source>within</source>
            <translation>dalam rentang</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>without a value here</source>
            <translation>tanpa nilai di sini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trends_tab.py"></location>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>writing the CSV file</source>
            <translation>menulis file CSV</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>writing the comparison</source>
            <translation>menulis perbandingan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>writing the report</source>
            <translation>menulis laporan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/runtime/faults.py"></location>
            <source>writing there is not allowed, or another program has the file open</source>
            <translation>penulisan di sana tidak diizinkan, atau filenya dibuka program lain</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>wrong</source>
            <translation>salah</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>yes</source>
            <translation>ya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>{about}; empty: no limit</source>
            <translation>{about}; kosong: tanpa batas</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing_dialogs.py"></location>
            <source>{amended} by {names}, version {version}</source>
            <translation>{amended} oleh {names}, versi {version}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>{cells_wait} for a decision: decide them first ({key} goes to the next one).</source>
            <translation>{cells_wait} untuk diputuskan: putuskan dahulu ({key} menuju yang berikutnya).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>{cells} in {fields}</source>
            <translation>{cells} pada {fields}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>{cells} of {groups}</source>
            <translation>{cells} dari {groups}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>{cells} of {groups}: {figures}.</source>
            <translation>{cells} dari {groups}: {figures}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>{cells} of {n} unlike what the model learned from</source>
            <translation>{cells} dari {n} tidak mirip dengan yang dipelajari model</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/agreement.py"></location>
            <source>{cells} on which the two differ</source>
            <translation>{cells} yang dinilai berbeda oleh keduanya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <source>{cells} selected. A decision applies to all of them.</source>
            <translation>{cells} dipilih. Keputusan berlaku untuk semuanya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>{cells} to classify</source>
            <translation>{cells} untuk diklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>{cells} · version {version} is being amended: {why}</source>
            <translation>{cells} · versi {version} sedang diamendemen: {why}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>{cells}, of them {white}</source>
            <translation>{cells}, di antaranya {white}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>{cells}, of them {white} in {fields}</source>
            <translation>{cells}, di antaranya {white} pada {fields}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <source>{cells}, {decided:,} reviewed</source>
            <translation>{cells}, {decided:,} ditinjau</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>{codes} are on a limit and cannot be settled by counting.</source>
            <extracomment>Of one: {codes} is on a limit and cannot be settled by counting.</extracomment>
            <translation>
                <numerusform>{codes} berada pada batas dan tidak dapat dipastikan dengan menambah hitungan.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_colours.py"></location>
            <source>{code} and {code_2} look alike to {eyes}</source>
            <translation>{code} dan {code_2} tampak serupa bagi {eyes}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/signed_reports.py"></location>
            <source>{code} is a white cell</source>
            <translation>{code} adalah leukosit</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_changes.py"></location>
            <source>{code} {limits} (age {ages}{sex})</source>
            <translation>{code} {limits} (umur {ages}{sex})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>{columns}, row {row}</source>
            <translation>{columns}, baris {row}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/learning.py"></location>
            <source>{corrections}. A fine-tuning is worth a try with at least {cells}, of at least {classes} classes, from at least {slides} signed or finished slides.</source>
            <translation>{corrections}. Penyetelan halus layak dicoba dengan sedikitnya {cells} koreksi, dari sedikitnya {classes} kelas dan sedikitnya {slides} sediaan yang ditandatangani atau selesai.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/learning.py"></location>
            <source>{corrections}: enough for a fine-tuning.</source>
            <translation>{corrections}: cukup untuk penyetelan halus.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_table.py"></location>
            <source>{count:,} of {n:,}</source>
            <translation>{count:,} dari {n:,}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>{count} on “{name}”.</source>
            <translation>{count} pada “{name}”.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>{count} per 100</source>
            <translation>{count} per 100</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>{decided:,} of {total:,} decided</source>
            <translation>{decided:,} dari {total:,} diputuskan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>{done:,} of {total:,}</source>
            <translation>{done:,} dari {total:,}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>{folder} cannot be read: {strerror}.</source>
            <translation>{folder} tidak dapat dibaca: {strerror}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>{folder} is a file: name a new or an empty folder for the demo.</source>
            <translation>{folder} adalah file: sebutkan folder baru atau kosong untuk demo.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>{folder} is damaged: name a new or an empty folder for the demo.</source>
            <translation>{folder} rusak: sebutkan folder baru atau kosong untuk demo.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>{folder} is not empty and holds no demo: name a new or an empty folder.</source>
            <translation>{folder} tidak kosong dan tidak berisi demo: sebutkan folder baru atau kosong.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/demo.py"></location>
            <source>{folder} was not drawn by this program: name a new or an empty folder.</source>
            <translation>{folder} tidak digambar oleh program ini: sebutkan folder baru atau kosong.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/words.py"></location>
            <source>{hours} h {minutes:02d} min</source>
            <translation>{hours} j {minutes:02d} mnt</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>{images}, of which {n} are copies: a cell counts once</source>
            <extracomment>Of one: {images}, of which {n} is a copy: a cell counts once</extracomment>
            <translation>
                <numerusform>{images}, {n} di antaranya salinan: sebuah sel dihitung sekali</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/exporting.py"></location>
            <source>{imported:,} labels imported, {unchanged:,} already present.</source>
            <translation>{imported:,} label diimpor, {unchanged:,} sudah ada.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/ranges_dialog.py"></location>
            <source>{in_force}. The limits are part of the range. Ages are in years; the first age is included, the last is not. A range for one sex takes precedence over a range for everybody. Each change makes a new set, and a report names the set that it used.</source>
            <translation>{in_force}. Kedua batas termasuk dalam rentang. Umur dalam tahun; umur pertama termasuk, umur terakhir tidak. Rentang untuk satu jenis kelamin didahulukan daripada rentang untuk semua orang. Setiap perubahan membuat himpunan baru, dan laporan menyebutkan himpunan yang dipakainya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/keymap.py"></location>
            <source>{key} is the key of “{command}”: choose another key, or change that one first.</source>
            <translation>{key} adalah tombol untuk “{command}”: pilih tombol lain, atau ubah dahulu yang itu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/picture_view.py"></location>
            <source>{key}: actual size</source>
            <translation>{key}: ukuran asli</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <source>{key}: back to the gallery</source>
            <translation>{key}: kembali ke galeri</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <source>{key}: draw a cell</source>
            <translation>{key}: tambah sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <source>{key}: leave the full screen</source>
            <translation>{key}: keluar dari layar penuh</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <source>{key}: no cell</source>
            <translation>{key}: bukan sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <source>{key}: split into two cells</source>
            <translation>{key}: pisahkan menjadi dua sel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/full_screen.py"></location>
            <source>{key}: undo</source>
            <translation>{key}: urungkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>{low} to {high}</source>
            <translation>{low}–{high}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/words.py"></location>
            <source>{minutes} min</source>
            <translation>{minutes} mnt</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/words.py"></location>
            <source>{minutes} min {rest:02d} s</source>
            <translation>{minutes} mnt {rest:02d} dtk</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/backups.py"></location>
            <source>{n:,.0f} kB</source>
            <translation>{n:,.0f} kB</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/backups.py"></location>
            <source>{n:,.1f} MB</source>
            <translation>{n:,.1f} MB</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <location filename="../../wbc_desktop/item_models/slides.py"></location>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <location filename="../../wbc_desktop/ui/backups/backup_text.py"></location>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <location filename="../../wbc_desktop/ui/slides/folders_dialog.py"></location>
            <location filename="../../wbc_desktop/ui/widgets/words.py"></location>
            <source>{n:,} cells</source>
            <extracomment>Of one: {n:,} cell</extracomment>
            <translation>
                <numerusform>{n:,} sel</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>{n:,} cells added</source>
            <extracomment>Of one: {n:,} cell added</extracomment>
            <translation>
                <numerusform>{n:,} sel ditambahkan</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>{n:,} cells could not be used:</source>
            <extracomment>Of one: {n:,} cell could not be used:</extracomment>
            <translation>
                <numerusform>{n:,} sel tidak dapat dipakai:</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/domain/signing.py"></location>
            <source>{n:,} cells no longer there</source>
            <extracomment>Of one: {n:,} cell no longer there</extracomment>
            <translation>
                <numerusform>{n:,} sel tidak ada lagi</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/services/signing.py"></location>
            <source>{n:,} cells still wait</source>
            <extracomment>Of one: {n:,} cell still waits</extracomment>
            <translation>
                <numerusform>{n:,} sel masih menunggu</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/cell/full_screen_page.py"></location>
            <source>{n:,} cells that the filters hide still need a decision.</source>
            <extracomment>Of one: {n:,} cell that the filters hide still needs a decision.</extracomment>
            <translation>
                <numerusform>{n:,} sel yang tersembunyi oleh filter masih perlu diputuskan.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>{n:,} cells to learn from</source>
            <extracomment>Of one: {n:,} cell to learn from</extracomment>
            <translation>
                <numerusform>{n:,} sel untuk dipelajari</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>{n:,} cells were not classified, because the slide no longer shows them. Another bench may have removed or split them.</source>
            <extracomment>Of one: {n:,} cell was not classified, because the slide no longer shows it. Another bench may have removed or split it.</extracomment>
            <translation>
                <numerusform>{n:,} sel tidak diklasifikasikan, karena sediaan tidak lagi menampilkannya. Mungkin sel itu dihapus atau dipecah di meja kerja lain.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/review/reviewing.py"></location>
            <source>{n:,} cells were not confirmed, because they changed after they were shown. Check them again.</source>
            <extracomment>Of one: {n:,} cell was not confirmed, because it changed after it was shown. Check it again.</extracomment>
            <translation>
                <numerusform>{n:,} sel tidak dikonfirmasi, karena berubah setelah ditampilkan. Periksa kembali.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>{n:,} cells whose pictures could not be used</source>
            <extracomment>Of one: {n:,} cell whose picture could not be used</extracomment>
            <translation>
                <numerusform>{n:,} sel yang gambarnya tidak dapat dipakai</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/domain/comments.py"></location>
            <source>{n:,} comments on cells added</source>
            <extracomment>Of one: {n:,} comment on cells added</extracomment>
            <translation>
                <numerusform>{n:,} komentar atas sel ditambahkan</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/domain/comments.py"></location>
            <source>{n:,} comments on cells taken back</source>
            <extracomment>Of one: {n:,} comment on cells taken back</extracomment>
            <translation>
                <numerusform>{n:,} komentar atas sel ditarik kembali</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>{n:,} decisions are left out.</source>
            <extracomment>Of one: {n:,} decision is left out.</extracomment>
            <translation>
                <numerusform>{n:,} keputusan dikecualikan.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/slips_page.py"></location>
            <source>{n:,} decisions will be learned.</source>
            <extracomment>Of one: {n:,} decision will be learned.</extracomment>
            <translation>
                <numerusform>{n:,} keputusan akan dipelajari.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/shell/connect_fields.py"></location>
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>{n:,} fields</source>
            <extracomment>Of one: {n:,} field</extracomment>
            <translation>
                <numerusform>{n:,} lapang pandang</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>{n:,} fields without white cells</source>
            <extracomment>Of one: {n:,} field without white cells</extracomment>
            <translation>
                <numerusform>{n:,} lapang pandang tanpa leukosit</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/shell/connect_slides.py"></location>
            <source>{n:,} files cannot be used</source>
            <extracomment>Of one: {n:,} file cannot be used</extracomment>
            <translation>
                <numerusform>{n:,} file tidak dapat dipakai</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>{n:,} files could not be read.</source>
            <extracomment>Of one: {n:,} file could not be read.</extracomment>
            <translation>
                <numerusform>{n:,} berkas tidak dapat dibaca.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/services/contents.py"></location>
            <source>{n:,} files of this folder, the first is “{first}”, were changed or removed since the folder was read, so the result describes the earlier pictures: open the folder again.</source>
            <extracomment>Of one: One file of this folder, “{first}”, was changed or removed since the folder was read, so the result describes the earlier picture: open the folder again.</extracomment>
            <translation>
                <numerusform>{n:,} berkas di folder ini, yang pertama “{first}”, diubah atau dihapus sejak folder dibaca, jadi hasilnya menggambarkan gambar yang lama: buka foldernya lagi.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>{n:,} groups of common origin</source>
            <extracomment>Of one: {n:,} group of common origin</extracomment>
            <translation>
                <numerusform>{n:,} kelompok asal yang sama</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>{n:,} held out</source>
            <translation>{n:,} disisihkan</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>{n:,} images</source>
            <extracomment>Of one: {n:,} image</extracomment>
            <translation>
                <numerusform>{n:,} gambar</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/backups/backup_text.py"></location>
            <source>{n:,} models</source>
            <extracomment>Of one: {n:,} model</extracomment>
            <translation>
                <numerusform>{n:,} model</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/corrections_tab.py"></location>
            <source>{n:,} more decisions are in slides that are neither signed nor finished.</source>
            <extracomment>Of one: {n:,} more decision is in slides that are neither signed nor finished.</extracomment>
            <translation>
                <numerusform>{n:,} keputusan lain ada pada sediaan yang belum bertanda tangan dan belum selesai.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/domain/learning.py"></location>
            <source>{n:,} new corrections</source>
            <extracomment>Of one: {n:,} new correction</extracomment>
            <translation>
                <numerusform>{n:,} koreksi baru</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>{n:,} new images</source>
            <extracomment>Of one: {n:,} new image</extracomment>
            <translation>
                <numerusform>{n:,} gambar baru</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/backups/backup_text.py"></location>
            <source>{n:,} of them decided</source>
            <extracomment>Of one: {n:,} of them decided</extracomment>
            <translation>
                <numerusform>{n:,} di antaranya diputuskan</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/domain/unlike.py"></location>
            <source>{n:,} of {all:,} cells</source>
            <extracomment>Of one: {n:,} of {all:,} cell</extracomment>
            <translation>
                <numerusform>{n:,} dari {all:,} sel</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/backups/backup_text.py"></location>
            <source>{n:,} signed results</source>
            <extracomment>Of one: {n:,} signed result</extracomment>
            <translation>
                <numerusform>{n:,} hasil bertanda tangan</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>{n:,} signed slides</source>
            <extracomment>Of one: {n:,} signed slide</extracomment>
            <translation>
                <numerusform>{n:,} sediaan bertanda tangan</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <location filename="../../wbc_desktop/ui/backups/backup_text.py"></location>
            <source>{n:,} slides</source>
            <extracomment>Of one: {n:,} slide</extracomment>
            <translation>
                <numerusform>{n:,} sediaan</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>{n:,} slides or originals</source>
            <extracomment>Of one: {n:,} slide or original</extracomment>
            <translation>
                <numerusform>{n:,} sediaan atau gambar asli</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <location filename="../../wbc_desktop/ui/shell/main_window.py"></location>
            <source>{n:,} still to review</source>
            <translation>{n:,} masih harus ditinjau</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>{n:,} undecided cells</source>
            <extracomment>Of one: {n:,} undecided cell</extracomment>
            <translation>
                <numerusform>{n:,} sel yang belum diputuskan</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/slides/picture_kind.py"></location>
            <source>{n:,} white cells</source>
            <extracomment>Of one: {n:,} white cell</extracomment>
            <translation>
                <numerusform>{n:,} sel putih</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>{name} (held out)</source>
            <translation>{name} (disisihkan)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>{name} ({code}) is added.</source>
            <translation>{name} ({code}) ditambahkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>{name} ({code}) is saved.</source>
            <translation>{name} ({code}) disimpan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/training_tab.py"></location>
            <source>{name} comparison</source>
            <translation>perbandingan {name}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_rules.py"></location>
            <source>{name} has the key {key}: choose another one for {name_2}.</source>
            <translation>Tombol {key} sudah dipakai {name}: pilih tombol lain untuk {name_2}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/sign_in.py"></location>
            <source>{name} is signed in ({role}).</source>
            <translation>{name} sudah masuk ({role}).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>{name} is the only active manager: make another one first.</source>
            <translation>{name} adalah satu-satunya manajer aktif: buat manajer lain dahulu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/account_dialogs.py"></location>
            <source>{name} signs in with this password from now on. A waiting time after wrong passwords ends.</source>
            <translation>Mulai sekarang {name} masuk dengan kata sandi ini. Waktu tunggu setelah kata sandi yang salah berakhir.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/signing.py"></location>
            <source>{name} version {number}</source>
            <translation>{name} versi {number}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/slides.py"></location>
            <source>{name} – second read</source>
            <translation>{name} – pembacaan kedua</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>{name}, confirmed by {who}</source>
            <translation>{name}, dikonfirmasi oleh {who}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>{name}, decided by {who}</source>
            <translation>{name}, diputuskan oleh {who}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <source>{name}, not counted</source>
            <translation>{name}, tidak dihitung</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <location filename="../../wbc_desktop/ui/cell/references.py"></location>
            <source>{name}, reclassified by {who}</source>
            <translation>{name}, direklasifikasi oleh {who}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <source>{name}, reclassified from {was} by {who}</source>
            <translation>{name}, direklasifikasi dari {was} oleh {who}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_words.py"></location>
            <source>{name}, to be confirmed</source>
            <translation>{name}, menunggu konfirmasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/compare_bars.py"></location>
            <source>{name}: left {left}, right {right}</source>
            <translation>{name}: kiri {left}, kanan {right}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel_rows.py"></location>
            <source>{name}: {cells}, not counted</source>
            <translation>{name}: {cells}, tidak dihitung</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/inference/forward.py"></location>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>{n} cells</source>
            <extracomment>Of one: one cell</extracomment>
            <translation>
                <numerusform>{n} sel</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>{n} cells cut by the edge of their field</source>
            <extracomment>Of one: {n} cell cut by the edge of its field</extracomment>
            <translation>
                <numerusform>{n} sel terpotong tepi lapang pandangnya</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>{n} cells wait for a reviewer’s decision</source>
            <extracomment>Of one: {n} cell waits for a reviewer’s decision</extracomment>
            <translation>
                <numerusform>{n} sel menunggu keputusan pemeriksa</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>{n} fields</source>
            <extracomment>Of one: {n} field</extracomment>
            <translation>
                <numerusform>{n} lapang pandang</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/fields.py"></location>
            <source>{n} more fields with cells are not shown here. Their cells are in the gallery above.</source>
            <extracomment>Of one: {n} more field with cells is not shown here. Its cells are in the gallery above.</extracomment>
            <translation>
                <numerusform>{n} lapang pandang lain yang berisi sel tidak ditampilkan di sini. Selnya ada pada galeri di atas.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/reports/first_page.py"></location>
            <source>{n} white cells</source>
            <extracomment>Of one: {n} white cell</extracomment>
            <translation>
                <numerusform>{n} leukosit</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>{others} and “{name}” are one slide now.</source>
            <translation>{others} dan “{name}” kini satu sediaan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/unlike.py"></location>
            <source>{outside} look unlike what the model learned from: another stain, camera or magnification, or pictures that are no white cells. The model left them Unidentified; look closely at the others, too.</source>
            <translation>{outside} tampak tidak mirip dengan yang dipelajari model: pewarnaan, kamera atau perbesaran lain, atau gambar yang bukan leukosit. Model membiarkannya Tak teridentifikasi; periksa juga yang lain dengan teliti.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/classes_dialog.py"></location>
            <source>{pairs}. The code is always shown next to the colour.</source>
            <translation>{pairs}. Kode selalu ditampilkan di samping warna.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <location filename="../../wbc_desktop/ui/cell/field_dialog.py"></location>
            <source>{path}, page {page}</source>
            <translation>{path}, halaman {page}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>{percent} of {n:,}</source>
            <translation>{percent} dari {n:,}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/trend_curves.py"></location>
            <source>{percent}, {count:,} of {n:,}, 95 % interval {interval} %</source>
            <translation>{percent}, {count:,} dari {n:,}, interval 95 % {interval} %</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/wording.py"></location>
            <source>{place}, cell {number}</source>
            <translation>{place}, sel {number}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/words.py"></location>
            <source>{rate} cells/s</source>
            <translation>{rate} sel/dtk</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/widgets/words.py"></location>
            <source>{rate} images/s</source>
            <translation>{rate} gambar/dtk</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>{said} in {duration}</source>
            <translation>{said} dalam {duration}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <source>{seconds} min</source>
            <translation>{seconds} mnt</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/accounts.py"></location>
            <location filename="../../wbc_desktop/ui/widgets/words.py"></location>
            <source>{seconds} s</source>
            <translation>{seconds} dtk</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>{seconds} seconds on {device}</source>
            <translation>{seconds} detik pada {device}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <source>{sentence}
Click to see only these cells</source>
            <translation>{sentence}
Klik untuk melihat hanya sel-sel ini</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/models_text.py"></location>
            <source>{sha256} (not here)</source>
            <translation>{sha256} (tidak ada di sini)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/heat_controls.py"></location>
            <source>{share} of the colour shown lies on the cell.</source>
            <translation>{share} dari warna yang tampak berada pada sel.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>{slides}; “{name}” classified {cells}.</source>
            <translation>{slides}; “{name}” mengklasifikasi {cells}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/second_reads.py"></location>
            <source>{slide} agreement</source>
            <translation>Kesesuaian {slide}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>{slide}, version {version}</source>
            <translation>{slide}, versi {version}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>{state}, can be resumed</source>
            <translation>{state}, dapat dilanjutkan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <source>{state}: {result}</source>
            <translation>{state}: {result}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/details.py"></location>
            <source>{sure}; adapted to the stain of the slide</source>
            <translation>{sure}; disesuaikan dengan pewarnaan sediaan</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_text.py"></location>
            <location filename="../../wbc_desktop/ui/slides/work.py"></location>
            <source>{time} left</source>
            <translation>sisa {time}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <source>{unclassified:,} not preclassified yet</source>
            <translation>{unclassified:,} belum dipraklasifikasi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_tables.py"></location>
            <source>{value} (95 % interval {low} to {high})</source>
            <translation>{value} (interval 95 % {low} sampai {high})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>{value} ({low} to {high})</source>
            <translation>{value} ({low} sampai {high})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/curve_plot.py"></location>
            <source>{value} after step {step:,} of {steps:,}</source>
            <translation>{value} setelah langkah {step:,} dari {steps:,}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>{what}
Click to change or stop it</source>
            <translation>{what}
Klik untuk mengubah atau menghentikannya</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/comparison_view.py"></location>
            <source>{what} {before} → {after}</source>
            <translation>{what} {before} → {after}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} balanced accuracy {change}</source>
            <translation>{where} akurasi seimbang {change}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} balanced accuracy {change}, and {better} cells became right and {worse} wrong (one-sided McNemar test, {p}): not worse beyond noise</source>
            <translation>{where} akurasi seimbang {change}, dan {better} sel menjadi benar serta {worse} menjadi salah (uji McNemar satu sisi, {p}): tidak memburuk melebihi variasi acak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} balanced accuracy {change}, and {better} cells became right and {worse} wrong (one-sided McNemar test, {p}): worse beyond noise</source>
            <translation>{where} akurasi seimbang {change}, dan {better} sel menjadi benar serta {worse} menjadi salah (uji McNemar satu sisi, {p}): memburuk melebihi variasi acak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} balanced accuracy {change}, but it must lie above 0</source>
            <translation>{where} akurasi seimbang {change}, padahal interval itu harus di atas 0</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} no class is worse beyond noise ({n} classes; the lowest p is that of {code}, {p} with Holm's correction)</source>
            <translation>{where} tidak ada kelas yang memburuk melebihi variasi acak ({n} kelas; p terendah adalah milik {code}, {p} dengan koreksi Holm)</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} the calibration error (ECE) is {ece} ({before} for the active model, and at most {margin} more is allowed); {open} of the cells stay Unidentified ({open_before} before), and {wrong} of the others are named wrongly ({wrong_before} before)</source>
            <translation>{where} galat kalibrasi (ECE) adalah {ece} ({before} pada model aktif, dan paling banyak boleh lebih {margin}); {open} dari sel tetap Tak teridentifikasi (sebelumnya {open_before}), dan {wrong} dari yang lain disebut salah (sebelumnya {wrong_before})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} the recall of {code} fell from {before} to {after}, and {better} cells became right and {worse} wrong ({p} with Holm's correction): worse beyond noise</source>
            <translation>{where} sensitivitas {code} turun dari {before} menjadi {after}, dan {better} sel menjadi benar serta {worse} menjadi salah ({p} dengan koreksi Holm): memburuk melebihi variasi acak</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} {better} cells became right and {worse} wrong (McNemar's exact test, {p})</source>
            <translation>{where} {better} sel menjadi benar dan {worse} menjadi salah (uji eksak McNemar, {p})</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/gate_reasons.py"></location>
            <source>{where} {better} cells became right and {worse} wrong (McNemar's exact test, {p}), but p must be under {limit} in favour of the candidate</source>
            <translation>{where} {better} sel menjadi benar dan {worse} menjadi salah (uji eksak McNemar, {p}), padahal p harus di bawah {limit} dan hasilnya memihak kandidat</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/differential/differential_panel.py"></location>
            <source>{white:,} white of {cells}</source>
            <translation>{white:,} leukosit dari {cells}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table_text.py"></location>
            <source>{white} white cells; Unidentified {unidentified}, Not classed {not_classed}, still to be decided {undecided}.</source>
            <translation>{white} leukosit; Tak teridentifikasi {unidentified}, Tidak diklasifikasi {not_classed}, masih harus diputuskan {undecided}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/second_read.py"></location>
            <source>{who} has already decided or commented on this slide: another reviewer must do the second read.</source>
            <translation>{who} sudah memutuskan atau memberi komentar pada sediaan ini: pembacaan kedua harus dilakukan pemeriksa lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/cell/cell_view.py"></location>
            <source>{width} × {height} pixels</source>
            <translation>{width} × {height} piksel</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/comparison_pdf.py"></location>
            <source>“Right” are cells that only the candidate names rightly, “wrong” are those that only the active model names rightly. p is that of McNemar’s exact test, two-sided, without correction for the number of classes; the gate asks for each class only whether it became worse, with Holm’s correction.</source>
            <translation>“Benar” adalah sel yang hanya disebut dengan benar oleh kandidat, “salah” yang hanya disebut dengan benar oleh model aktif. p berasal dari uji eksak McNemar, dua sisi, tanpa koreksi untuk banyaknya kelas; untuk setiap kelas, gerbang hanya menguji apakah kelas itu menjadi lebih buruk, dengan koreksi Holm.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/reports/differential_table.py"></location>
            <source>“low” and “high”: outside the reference range. “not settled”: the 95 % interval crosses a limit of the range, so that the count does not decide it.</source>
            <translation>“rendah” dan “tinggi”: di luar nilai rujukan. “belum pasti”: interval 95 % melintasi batas rentang, sehingga hitungan belum memutuskannya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/inference/device.py"></location>
            <source>“{asked}” is no device: choose auto, cpu, cpu:int8, cuda, cuda:N (N counts from 0) or mps.</source>
            <translation>“{asked}” bukan perangkat: pilih auto, cpu, cpu:int8, cuda, cuda:N (N dihitung dari 0) atau mps.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_paths.py"></location>
            <source>“{box}” is not a box: write x y width height</source>
            <translation>“{box}” bukan kotak: tulis x y lebar tinggi</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_rules.py"></location>
            <source>“{colour}” is not a colour: write it like #4477AA.</source>
            <translation>“{colour}” bukan warna: tulis seperti #4477AA.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/settings/keys_page.py"></location>
            <source>“{command}” has the key {key} now.</source>
            <translation>“{command}” kini memakai tombol {key}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/labels.py"></location>
            <source>“{csv_path}” has no rows under its header: there is nothing to import.</source>
            <translation>“{csv_path}” tidak memiliki baris di bawah kepalanya: tidak ada yang diimpor.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>“{earlier}”, which was active before “{present}”, becomes active again. {follows} “{present}” stays in the list.</source>
            <translation>“{earlier}”, yang aktif sebelum “{present}”, menjadi aktif lagi. {follows} “{present}” tetap ada dalam daftar.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>“{file}” cannot be read: {why}.</source>
            <translation>“{file}” tidak dapat dibaca: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>“{file}” is a folder: name a CSV file.</source>
            <translation>“{file}” adalah folder: sebutkan sebuah file CSV.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/restore.py"></location>
            <source>“{file}” is the database itself: choose a backup.</source>
            <translation>“{file}” adalah basis data itu sendiri: pilih cadangan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/label_file.py"></location>
            <source>“{file}” is too large for a table of labels.</source>
            <translation>“{file}” terlalu besar untuk tabel label.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/exports.py"></location>
            <source>“{folder}” cannot be the name of a folder: check it.</source>
            <translation>“{folder}” tidak dapat menjadi nama folder: periksa lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/slides.py"></location>
            <source>“{folder}” cannot be the name of a folder: choose another one.</source>
            <translation>“{folder}” tidak dapat menjadi nama folder: pilih yang lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/walk.py"></location>
            <source>“{folder}” is a file and not a folder: choose the folder that contains it.</source>
            <translation>“{folder}” adalah file, bukan folder: pilih folder yang memuatnya.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/classes_rules.py"></location>
            <source>“{name}” ({code}) could be mistaken for {name_2} ({code_2}): choose another name or code.</source>
            <translation>“{name}” ({code}) dapat tertukar dengan {name_2} ({code_2}): pilih nama atau kode lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>“{name}” becomes the active model. {follows}</source>
            <translation>“{name}” menjadi model aktif. {follows}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/replay_panel.py"></location>
            <source>“{name}” classifies the undecided cells of all signed slides…</source>
            <translation>“{name}” mengklasifikasi sel yang belum diputuskan dari semua sediaan bertanda tangan…</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>“{name}” does not exist</source>
            <translation>“{name}” tidak ada</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/merging.py"></location>
            <source>“{name}” has a second read, so it cannot be merged.</source>
            <translation>“{name}” memiliki pembacaan kedua, jadi tidak dapat digabungkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/merging.py"></location>
            <source>“{name}” is already merged into another slide: separate it first.</source>
            <translation>“{name}” sudah digabungkan ke sediaan lain: pisahkan dahulu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/reviewers/blind.py"></location>
            <source>“{name}” is being read a second time, and the first reviewer’s classes are hidden from the second reader. Sign in to see the slide.</source>
            <translation>“{name}” sedang dibaca untuk kedua kalinya, dan kelas dari pemeriksa pertama disembunyikan dari pemeriksa kedua. Masuklah untuk melihat sediaan ini.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>“{name}” is in the list again.</source>
            <translation>“{name}” kembali ada dalam daftar.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/slide_acts.py"></location>
            <source>“{name}” is removed from the list. Its images, decisions and history are kept.</source>
            <translation>“{name}” dihapus dari daftar. Gambar, keputusan dan riwayatnya tetap tersimpan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/merging.py"></location>
            <source>“{name}” is signed, and a signed slide does not change: amend it first.</source>
            <translation>“{name}” bertanda tangan, dan sediaan bertanda tangan tidak berubah: buat amendemen dahulu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>“{name}” is signed, so {count} in its folder cannot be added. To add them to the result, amend the slide first.</source>
            <translation>“{name}” sudah ditandatangani, jadi {count} di foldernya tidak dapat ditambahkan. Untuk menambahkannya ke hasil, buat amendemen sediaan dahulu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>“{name}” is the active model already.</source>
            <translation>“{name}” sudah menjadi model aktif.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/promoting.py"></location>
            <source>“{name}” is the active model now.</source>
            <translation>“{name}” sekarang menjadi model aktif.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/guard.py"></location>
            <source>“{name}” is the name of a closed account: give another name in the settings.</source>
            <translation>“{name}” adalah nama akun yang sudah ditutup: isi nama lain di pengaturan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/registry.py"></location>
            <source>“{name}” was compared with the model that was active when it was trained, not with “{before}”.</source>
            <translation>“{name}” dibandingkan dengan model yang aktif ketika dilatih, bukan dengan “{before}”.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../wbc_desktop/ui/slides/watching.py"></location>
            <source>“{name}”: {n:,} files incomplete</source>
            <extracomment>Of one: “{name}”: {n:,} file incomplete</extracomment>
            <translation>
                <numerusform>“{name}”: {n:,} file belum lengkap</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/learning/run_view.py"></location>
            <source>“{name}”: {state}</source>
            <translation>“{name}”: {state}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/jobs/operations.py"></location>
            <source>“{name}”: {text}</source>
            <translation>“{name}”: {text}</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/merging.py"></location>
            <source>“{one}” is of {a} and “{other}” of {b}: only folders of one sample can be merged. If they are of one sample, correct the details first ({key}).</source>
            <translation>“{one}” milik {a} dan “{other}” milik {b}: hanya folder dari satu sampel yang dapat digabungkan. Jika sampelnya sama, betulkan dahulu rinciannya ({key}).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/ui/shell/connect_others.py"></location>
            <source>“{part}” was merged into “{whole}” at another bench. “{whole}” is shown now.</source>
            <translation>“{part}” digabungkan ke “{whole}” di meja kerja lain. Sekarang “{whole}” ditampilkan.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_file.py"></location>
            <source>“{path}” cannot be read: {why}.</source>
            <translation>“{path}” tidak dapat dibaca: {why}.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/exports.py"></location>
            <source>“{path}” is a folder: name the file to write.</source>
            <translation>“{path}” adalah folder: sebutkan file yang akan ditulis.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/exports.py"></location>
            <source>“{path}” is an image, and images are never overwritten: choose another name.</source>
            <translation>“{path}” adalah gambar, dan gambar tidak pernah ditimpa: pilih nama lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_file.py"></location>
            <source>“{path}” is damaged or was changed by hand: export the settings again.</source>
            <translation>“{path}” rusak atau diubah secara manual: ekspor pengaturan itu sekali lagi.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_file.py"></location>
            <source>“{path}” is no file with settings of WBC Desktop: choose another file.</source>
            <translation>“{path}” bukan berkas pengaturan WBC Desktop: pilih berkas lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/backup.py"></location>
            <source>“{path}” is the database itself: choose another name.</source>
            <translation>“{path}” adalah basis data itu sendiri: pilih nama lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/model_files.py"></location>
            <source>“{path}” is the file of the model itself: choose another name.</source>
            <translation>“{path}” adalah file model itu sendiri: pilih nama lain.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/services/settings_file.py"></location>
            <source>“{path}” was written by a newer version of WBC Desktop ({version}): install that version first.</source>
            <translation>“{path}” ditulis oleh WBC Desktop versi yang lebih baru ({version}): pasang versi itu dahulu.</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/domain/errors.py"></location>
            <source>“{text}” is not a known class: use a class code (NEU) or name (neutrophil).</source>
            <translation>“{text}” bukan kelas yang dikenal: gunakan kode kelas (NEU) atau nama (neutrofil).</translation>
        </message>
        <message>
            <location filename="../../wbc_desktop/store/engine.py"></location>
            <source>“{url}” is no database address: an example is sqlite:///folder/wbc.sqlite3.</source>
            <translation>“{url}” bukan alamat basis data: contohnya sqlite:///folder/wbc.sqlite3.</translation>
        </message>
    </context>
</TS>
