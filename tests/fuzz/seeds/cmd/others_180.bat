set x=1
cmd /v:on /c echo !x!
cmd /v:off /c echo !x!
