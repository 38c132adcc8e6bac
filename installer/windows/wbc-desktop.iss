; Setup program for Windows. installer/bundle.py gives /DAppVersion, /DMake, /DFolder and /DIcons.
;
; For one user (no administrator needed) or for all: the first page asks, or /CURRENTUSER and /ALLUSERS say it.
; Without a window: wbc-desktop-…-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART /ALLUSERS
; A newer version, and the other make, replaces what is there. Removing the program keeps the data of all users.
#ifndef AppVersion
  #error Start installer/bundle.py: it knows the version.
#endif

[Setup]
AppId={{6E1B5E0B-5A53-4C0F-9E0A-2F2F6B1D7C11}
AppName=WBC Desktop
AppVersion={#AppVersion}
AppVerName=WBC Desktop {#AppVersion} ({#Make})
VersionInfoVersion={#AppVersion}
DefaultDirName={autopf}\WBC Desktop
DefaultGroupName=WBC Desktop
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
WizardStyle=modern
SetupIconFile={#Icons}\wbc-desktop.ico
UninstallDisplayIcon={app}\wbc-desktop.exe
LicenseFile=..\..\LICENSE
Compression=lzma2
SolidCompression=yes
CloseApplications=yes
RestartApplications=no
UsePreviousAppDir=yes
UsePreviousPrivileges=yes
#ifdef SignTool
SignTool={#SignTool}
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "folders"; Description: "Offer “Open with WBC Desktop” in the menu of folders"

[InstallDelete]
; libraries of the version before
Type: filesandordirs; Name: "{app}\_internal"
Type: files; Name: "{app}\wbc-train.exe"

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\WBC Desktop"; Filename: "{app}\wbc-desktop.exe"
Name: "{autodesktop}\WBC Desktop"; Filename: "{app}\wbc-desktop.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\Directory\shell\wbc-desktop"; ValueType: string; ValueData: "Open with WBC Desktop"; Flags: uninsdeletekey; Tasks: folders
Root: HKA; Subkey: "Software\Classes\Directory\shell\wbc-desktop"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\wbc-desktop.exe"; Tasks: folders
Root: HKA; Subkey: "Software\Classes\Directory\shell\wbc-desktop\command"; ValueType: string; ValueData: """{app}\wbc-desktop.exe"" ""%1"""; Tasks: folders

[Run]
Filename: "{app}\wbc-desktop.exe"; Description: "{cm:LaunchProgram,WBC Desktop}"; Flags: nowait postinstall skipifsilent
