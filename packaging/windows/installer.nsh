; The scheme of links to jobs. The uninstaller removes it.
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\remotejob" "" "URL:Remotejob"
  WriteRegStr SHCTX "Software\Classes\remotejob" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\remotejob\shell\open\command" "" '"$INSTDIR\remotejob.exe" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\remotejob"
!macroend
