import { configDefaults, defineConfig } from 'vitest/config'

/** Whole journeys with kills, broken agents and other people's hands: minutes, not seconds, so they have their own command. */
const LONG_JOURNEYS = 'tests/journey/{answers,bad-agent,bad-input,by-hand,hotfix,killed,person,sync}.test.ts'

export default defineConfig(({ mode }) => ({
  test: {
    include: [mode === 'journeys' ? LONG_JOURNEYS : 'tests/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(mode === 'journeys' ? [] : [LONG_JOURNEYS])],
    testTimeout: 30_000,
    pool: 'forks',
    poolOptions: { forks: { maxForks: 2 } },
  },
}))
