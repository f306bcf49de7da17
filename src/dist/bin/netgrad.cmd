@echo off
rem Runs netgrad in the Java of JAVA_HOME or, without one, in that of the PATH.
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "jit="
for %%c in (derive draw explain fmt highway stats why) do if "%~1"=="%%c" set "jit=-XX:TieredStopAtLevel=1"
"%java%" %jit% -jar "%~dp0..\lib\netgrad.jar" %*
exit /b %ERRORLEVEL%
