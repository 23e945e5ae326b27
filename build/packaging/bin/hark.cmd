@echo off
rem Hark's command line: the app without its window.
"%~dp0..\..\Hark.exe" --no-sandbox --log-level=3 --cli -- %*
exit /b %errorlevel%
