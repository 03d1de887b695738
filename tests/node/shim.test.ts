import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readShim, startOf } from '../../src/node/shim.ts'
import { whyNotThrough } from '../../src/node/windows-shell.ts'
import { temp } from './temp.ts'

/** As npm writes it. */
const npm = (call: string): string => `@ECHO off\r
GOTO start\r
:find_dp0\r
SET dp0=%~dp0\r
EXIT /b\r
:start\r
SETLOCAL\r
CALL :find_dp0\r
IF EXIST "%dp0%\\node.exe" (\r
  SET "_prog=%dp0%\\node.exe"\r
) ELSE (\r
  SET "_prog=node"\r
  SET PATHEXT=%PATHEXT:;.JS;=;%\r
)\r
endLocal & goto #_undefined_# 2>NUL || title %COMSPEC% & ${call} %*\r
`
const PNPM = `@SETLOCAL\r
@IF EXIST "%~dp0\\node.exe" (\r
  "%~dp0\\node.exe"  "%~dp0\\global\\5\\node_modules\\qwen\\cli.mjs" %*\r
) ELSE (\r
  @SET PATHEXT=%PATHEXT:;.JS;=;%\r
  node  "%~dp0\\global\\5\\node_modules\\qwen\\cli.mjs" %*\r
)\r
`
const FILE = 'C:\\Users\\me\\AppData\\Roaming\\npm\\x.cmd'
const below = (inside: string): string => `C:\\Users\\me\\AppData\\Roaming\\npm\\${inside}`

describe('a .cmd on Windows', () => {
  it.each([
    ['a script', npm('"%_prog%"  "%dp0%\\node_modules\\gemini\\cli.js"'), { target: below('node_modules\\gemini\\cli.js'), nodeArgs: [] }],
    [
      'a script with arguments of Node',
      npm('"%_prog%" --no-warnings=DEP0040 --max-old-space-size=4096 "%dp0%\\node_modules\\gemini\\cli.js"'),
      { target: below('node_modules\\gemini\\cli.js'), nodeArgs: ['--no-warnings=DEP0040', '--max-old-space-size=4096'] },
    ],
    [
      'a program',
      npm('"%dp0%\\node_modules\\claude\\bin\\claude.exe"  '),
      { target: below('node_modules\\claude\\bin\\claude.exe'), nodeArgs: null },
    ],
    ['a script of pnpm', PNPM, { target: below('global\\5\\node_modules\\qwen\\cli.mjs'), nodeArgs: [] }],
    ['a program by another name', npm('"%dp0%\\..\\%WHICH%\\x.js"'), null],
    ['a shell script', npm('"%dp0%\\bash.sh"'), null],
    ['nothing', '@echo off\r\n', null],
  ])('that starts %s', (_name, text, shim) => {
    expect(readShim(text, FILE)).toEqual(shim)
  })

  it('is left as it is where what it starts is not there, and so is everything else', async () => {
    const folder = temp()
    const file = path.join(folder, 'x.cmd')
    await writeFile(file, npm('"%_prog%"  "%dp0%\\node_modules\\gemini\\cli.js"'))
    expect(await startOf(file, '/usr/bin')).toEqual({ command: file, args: [] })
    expect(await startOf('/usr/bin/claude', '/usr/bin')).toEqual({ command: '/usr/bin/claude', args: [] })
  })

  it.skipIf(process.platform === 'win32')('is seen through to Node and its script', async () => {
    const folder = temp()
    const file = path.join(folder, 'x.cmd')
    // A path of Windows is a plain name here, in the working folder.
    const script = path.win32.join(folder, 'cli.js')
    onTestFinished(() => rm(script))
    await writeFile(script, '', { mode: 0o755 })
    await writeFile(path.join(folder, 'node.exe'), '', { mode: 0o755 })
    await writeFile(file, npm('"%_prog%" --no-warnings "%dp0%\\cli.js"'))
    expect(await startOf(file, '')).toEqual({ command: path.join(folder, 'node.exe'), args: ['--no-warnings', script] })
  })

  it('takes neither line breaks nor more than its shell does', () => {
    expect(whyNotThrough('C:\\a.cmd', ['short', '%x% ^& "y"'])).toBeNull()
    expect(whyNotThrough('C:\\a.CMD', ['x'.repeat(9_000)])).toContain('8191 characters')
    expect(whyNotThrough('C:\\a.bat', ['a\nb'])).toContain('no line breaks')
    expect(whyNotThrough('C:\\a.exe', ['x'.repeat(9_000)])).toBeNull()
  })
})
