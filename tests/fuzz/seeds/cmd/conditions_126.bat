if "%nosuch%"=="" echo empty
