/* What /? says. */
#include "cmd.h"

static const struct {
    const wchar_t *name, *text;
} pages[] = {
    {L"CMD", L"Starts a command interpreter.\r\n\r\nCMD [/A | /U] [/Q] [/D] [/E:ON | /E:OFF] [/F:ON | /F:OFF] [/V:ON | "
             L"/V:OFF] [/T:fg] [[/S] [/C | /K] command]\r\n\r\n"
             L"/C      Runs the command and ends.\r\n/K      Runs the command and goes on with the prompt.\r\n"
             L"/S      The first and the last quotation mark behind /C or /K always go.\r\n/Q      ECHO is off.\r\n"
             L"/D      Commands from the registry (AutoRun) are not run.\r\n/A /U   Built-in commands write ANSI or "
             L"Unicode to files and pipes.\r\n"
             L"/T:fg   Colours, as in COLOR.\r\n/E      Command extensions.\r\n/F      Completion of names: Ctrl+F "
             L"files, Ctrl+D folders.\r\n"
             L"/V      Delayed expansion: !NAME! is replaced when a command runs.\r\n"},
    {L"ASSOC", L"Shows or changes the file type of an extension.\r\n\r\nASSOC [.ext[=[type]]]\r\n"},
    {L"BREAK", L"Does nothing; kept for old batch files.\r\n"},
    {L"CALL", L"Runs a batch file or a part of this one, and comes back.\r\n\r\nCALL file [arguments]\r\nCALL :label "
              L"[arguments]\r\n\r\n"
              L"%0 to %9 are the arguments, %* all of them. %~1 is without quotation marks; between ~ and "
              L"the\r\nnumber may stand f (full path), d (drive), p (folder), "
              L"n (name), x (extension), s (short names),\r\na (attributes), t (time), z (size) and $NAME: (search in "
              L"the folders of a variable).\r\n"},
    {L"CD", L"Shows or changes the current folder.\r\n\r\nCD [/D] [folder]\r\nCD drive:\r\n\r\n/D      Changes the "
            L"drive as well.\r\n"},
    {L"CLS", L"Clears the screen.\r\n"},
    {L"COLOR", L"Sets the colours of the console.\r\n\r\nCOLOR [bf]\r\n\r\nTwo hexadecimal digits for background and "
               L"text:\r\n0 black, 1 blue, 2 green, 3 aqua, 4 red, "
               L"5 purple, 6 yellow, 7 white, 8 gray, 9 to F the light ones.\r\n"},
    {L"COPY",
     L"Copies or joins files.\r\n\r\nCOPY [/Y | /-Y] [/A | /B] source[+source...] [destination [/A | /B]]\r\n\r\n"
     L"/A      Text: the file ends at Ctrl+Z.   /B  Binary.\r\n/Y /-Y  Overwrites without or with a question.\r\n"},
    {L"DATE", L"Shows or sets the date.\r\n\r\nDATE [/T | date]\r\n\r\n/T      Only shows it.\r\n"},
    {L"DEL", L"Deletes files.\r\n\r\nDEL [/P] [/F] [/S] [/Q] [/A[:attributes]] names\r\n\r\n/P      Asks for each "
             L"file.\r\n/F      Read-only files, too.\r\n"
             L"/S      In all subfolders.\r\n/Q      No question for wildcards.\r\n/A      By attributes: R H S A I L "
             L"O, a - before one means without it.\r\n"},
    {L"DIR", L"Lists files.\r\n\r\nDIR [names] [/A[:attributes]] [/B] [/C] [/D] [/L] [/N] [/O[:order]] [/P] [/Q] [/S] "
             L"[/T[:field]] [/W] [/X] [/4]\r\n\r\n"
             L"/A      By attributes: D R H A S I L O, - means without.\r\n/B      Names only.        /C  Separators "
             L"in numbers (/-C without).\r\n"
             L"/D /W   Columns.           /L  Small letters.\r\n/O      Order: N name, E extension, S size, D date, G "
             L"folders first, - reverses.\r\n"
             L"/P      Page by page.      /Q  Owner.\r\n/S      Subfolders.        /T  Time: C created, A read, W "
             L"written.\r\n/X      Short names.\r\n"},
    {L"DPATH", L"Shows or sets the folders for data files.\r\n\r\nDPATH [folders | ;]\r\n"},
    {L"ECHO", L"Writes a line, or switches the display of commands.\r\n\r\nECHO [ON | OFF]\r\nECHO text\r\nECHO.   an "
              L"empty line\r\n"},
    {L"ENDLOCAL", L"Takes back what changed in the environment since SETLOCAL.\r\n"},
    {L"EXIT", L"Ends the interpreter or the batch file.\r\n\r\nEXIT [/B] [code]\r\n\r\n/B      Only the batch file or "
              L"the called part of it.\r\n"},
    {L"FOR",
     L"Runs a command for each element of a set.\r\n\r\nFOR %v IN (set) DO command           words and matching "
     L"files\r\n"
     L"FOR /D %v IN (set) DO command        folders\r\nFOR /R [folder] %v IN (set) DO ...   in all folders below\r\n"
     L"FOR /L %v IN (start,step,end) DO ... numbers\r\nFOR /F [\"options\"] %v IN (files | \"string\" | 'command') DO "
     L"command   lines\r\n\r\n"
     L"Options of /F: eol=c  skip=n  delims=xyz  tokens=1,3-5*  usebackq\r\nIn a batch file write %%v. %~v takes the "
     L"modifiers that CALL /? names.\r\n"},
    {L"FTYPE", L"Shows or changes the command that opens a file type.\r\n\r\nFTYPE [type[=[command]]]\r\n"},
    {L"GOTO", L"Goes on behind a label of the batch file.\r\n\r\nGOTO label\r\nGOTO :EOF   ends the batch file or the "
              L"called part\r\n"},
    {L"IF", L"Runs a command if a condition holds.\r\n\r\nIF [/I] [NOT] condition command [ELSE command]\r\n\r\n"
            L"ERRORLEVEL n    EXIST name    DEFINED variable    CMDEXTVERSION n\r\na==b    a EQU b  a NEQ b  a LSS b  "
            L"a LEQ b  a GTR b  a GEQ b\r\n\r\n/I      Without case.\r\n"},
    {L"MD", L"Makes folders, with those above them.\r\n\r\nMD folder\r\n"},
    {L"MKLINK", L"Makes a link.\r\n\r\nMKLINK [/D | /H | /J] link target\r\n\r\n/D  to a folder   /H  hard link   /J  "
                L"junction\r\n"},
    {L"MOVE", L"Moves or renames files and folders.\r\n\r\nMOVE [/Y | /-Y] source destination\r\n"},
    {L"PATH", L"Shows or sets where programs are searched.\r\n\r\nPATH [folders | ;]\r\n"},
    {L"PAUSE", L"Waits for a key.\r\n"},
    {L"POPD", L"Goes back to the folder that PUSHD left.\r\n"},
    {L"PROMPT", L"Sets the prompt.\r\n\r\nPROMPT [text]\r\n\r\n$A &   $B |   $C (   $D date   $E escape   $F )   $G >  "
                L" $H back   $L <   $N drive   $P folder\r\n"
                L"$Q =   $S blank   $T time   $V version   $_ new line   $+ depth of PUSHD   $$ $\r\n"},
    {L"PUSHD", L"Changes the folder and remembers the one before.\r\n\r\nPUSHD [folder]\r\n"},
    {L"RD", L"Removes folders.\r\n\r\nRD [/S] [/Q] folder\r\n\r\n/S      With everything in it.   /Q  Without a "
            L"question.\r\n"},
    {L"REM", L"A remark.\r\n"},
    {L"REN", L"Renames files.\r\n\r\nREN name newname\r\n"},
    {L"SET", L"Shows and changes variables.\r\n\r\nSET [name[=value]]\r\nSET /A expression     calculates: ( ) ! ~ - * "
             L"/ % + << >> & ^ | = += ... ,\r\nSET /P name=question  reads a line\r\n\r\n"
             L"%NAME:old=new% replaces, %NAME:~start,length% cuts. Made up: CD DATE TIME RANDOM ERRORLEVEL "
             L"CMDEXTVERSION CMDCMDLINE.\r\n"},
    {L"SETLOCAL", L"Changes of the environment hold until ENDLOCAL.\r\n\r\nSETLOCAL [ENABLEEXTENSIONS | "
                  L"DISABLEEXTENSIONS] [ENABLEDELAYEDEXPANSION | DISABLEDELAYEDEXPANSION]\r\n"},
    {L"SHIFT", L"Moves the arguments: %1 becomes %0, and so on.\r\n\r\nSHIFT [/n]   begins at the n-th\r\n"},
    {L"START", L"Starts a program beside the interpreter.\r\n\r\nSTART [\"title\"] [/D folder] [/B] [/WAIT] [/MIN | "
               L"/MAX] [/LOW | /NORMAL | /HIGH | ...] command\r\n\r\n"
               L"/B      In this console.   /WAIT  Waits for its end.\r\n"},
    {L"TIME", L"Shows or sets the time.\r\n\r\nTIME [/T | time]\r\n\r\n/T      Only shows it.\r\n"},
    {L"TITLE", L"Sets the title of the console.\r\n\r\nTITLE [text]\r\n"},
    {L"TYPE", L"Shows files.\r\n\r\nTYPE names\r\n"},
    {L"VER", L"Shows the version of Windows.\r\n"},
    {L"VERIFY", L"Shows or sets whether writing is verified; it has no effect.\r\n\r\nVERIFY [ON | OFF]\r\n"},
    {L"VOL", L"Shows the label and the serial number of a volume.\r\n\r\nVOL [drive:]\r\n"},
};

static const wchar_t *const other_names[][2] = {
    { L"CHDIR", L"CD" }, { L"ERASE", L"DEL" }, { L"MKDIR", L"MD" }, { L"RENAME", L"REN" }, { L"RMDIR", L"RD" },
};

bool write_help(const wchar_t *name)
{
    for (size_t i = 0; i < sizeof(other_names) / sizeof(*other_names); i++)
        if (same_word(name, other_names[i][0])) name = other_names[i][1];
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        if (!same_word(name, pages[i].name)) continue;
        write_string(pages[i].text);
        return true;
    }
    return false;
}
