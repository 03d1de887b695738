import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const ELSEWHERE = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
/** Chromium talks to nobody but the page; as root it has no sandbox to offer. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** Starts headless Chromium: `CHROMIUM` names it, else PATH and the usual places are looked at. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = places().find((place) => place !== '' && existsSync(place))
  if (executablePath === undefined)
    throw new Error('Chromium is not installed: install it (Debian: apt-get install chromium), or name it in CHROMIUM.')
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args: [...QUIET, ...asRoot] })
}

function places(): readonly string[] {
  const { CHROMIUM = '', PATH = '' } = process.env
  const folders = PATH.split(path.delimiter).filter((folder) => path.isAbsolute(folder))
  return [CHROMIUM, ...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))), ...ELSEWHERE]
}
