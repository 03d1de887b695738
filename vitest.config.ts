import { configDefaults, defineConfig } from 'vitest/config'
import { embedded } from './scripts/embedded.mjs'

/** Whole journeys with kills, broken agents and other people's hands: minutes, not seconds, so they have their own command. */
const LONG_JOURNEYS = 'tests/journey/{answers,bad-agent,bad-input,by-hand,hotfix,killed,person,sync}.test.ts'

export default defineConfig(async ({ mode }) => ({
  define: await embedded(),
  resolve: { alias: { obsidian: 'obsidian-test-mocks/obsidian' } },
  test: {
    include: [mode === 'journeys' ? LONG_JOURNEYS : 'tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(mode === 'journeys' ? [] : [LONG_JOURNEYS])],
    testTimeout: 30_000,
    setupFiles: ['tests/obsidian/setup.ts'],
    pool: 'forks',
    poolOptions: { forks: { maxForks: 2 } },
  },
}))
