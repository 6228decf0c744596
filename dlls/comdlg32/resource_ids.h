/* Numbers of dialogs.rc that dlgs.h does not have. */
#define DIALOG_COLOR       10
#define DIALOG_FONT        11
#define DIALOG_FILE        12
#define DIALOG_FOLDER_NAME 13
#define DIALOG_FIND        14
#define DIALOG_REPLACE     15

#define COLOR_HUE          703
#define COLOR_SAT          704
#define COLOR_LUM          705
#define COLOR_RED          706
#define COLOR_GREEN        707
#define COLOR_BLUE         708
#define COLOR_CURRENT      709
#define COLOR_RAINBOW      710
#define COLOR_ADD          712
#define COLOR_MIX          719
#define COLOR_BOX1         720
#define COLOR_CUSTOM1      721
#define COLOR_LUMSCROLL    702
#define COLOR_HUEACCEL     723
#define COLOR_SATACCEL     724
#define COLOR_LUMACCEL     725
#define COLOR_REDACCEL     726
#define COLOR_GREENACCEL   727
#define COLOR_BLUEACCEL    728
#define COLOR_SOLID_LEFT   730

#define FILE_UP            1100
#define FILE_NEW_FOLDER    1101
