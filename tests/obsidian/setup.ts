// Obsidian adds methods to the DOM, which only the tests with a DOM have.
if (typeof document !== 'undefined') {
  const { setup } = await import('obsidian-test-mocks/setup')
  setup()
}

export {}
