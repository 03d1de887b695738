import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEvidence, pathInRoom, type Reviewed } from '../../src/critique/evidence.ts'
import { parseDiff } from '../../src/diff/parse-diff.ts'
import { claim } from '../notes/critique-samples.ts'

const DIFF = `diff --git a/src/discount.mjs b/src/discount.mjs
index 1111111..2222222 100644
--- a/src/discount.mjs
+++ b/src/discount.mjs
@@ -19,5 +19,6 @@
 line 19
 line 20
-const price = sum - amount
+const price = sum -   amount * rate
+  return clamp(price, 0)
 line 23
 repeated
diff --git a/old/name.ts b/src/name.ts
similarity index 90%
rename from old/name.ts
rename to src/name.ts
--- a/old/name.ts
+++ b/src/name.ts
@@ -1,2 +1,2 @@
 first line
-export const before = 1
+export const after = 2
diff --git a/moved.ts b/moved.ts
--- a/moved.ts
+++ b/moved.ts
@@ -1,2 +1,1 @@
-const moved = 1
 top
diff --git a/gone.py b/gone.py
deleted file mode 100644
--- a/gone.py
+++ /dev/null
@@ -1,2 +0,0 @@
-def check(user):
-    return user.allowed
diff --git a/brief.ts b/brief.ts
--- a/brief.ts
+++ b/brief.ts
@@ -1,2 +1,2 @@
-removed
+a = 1
 b = 2
diff --git a/late.ts b/late.ts
--- a/late.ts
+++ b/late.ts
@@ -100,2 +40,1 @@
-const dropped = 1
 const kept = 2
`
const TEXT = Array.from({ length: 60 }, (_, index) => `line ${String(index + 1)}`)
TEXT.splice(20, 3, 'const price = sum -   amount * rate', '  return clamp(price, 0)', 'line 23', 'repeated')
TEXT[30] = 'const nearby = 1'
TEXT[50] = 'repeated'
TEXT[55] = 'const faraway = 1'
TEXT[56] = 'twice outside'
TEXT[57] = 'twice outside'

const reviewed: Reviewed = {
  diff: parseDiff(DIFF),
  textAtHead: new Map([
    ['src/discount.mjs', TEXT.join('\n')],
    ['src/name.ts', 'first line\nexport const after = 2\n'],
    ['moved.ts', 'top\na\nb\nconst moved = 1\n'],
    ['gone.py', null],
    ['brief.ts', 'a = 1\nb = 2\n'],
    ['late.ts', 'const kept = 2\n'],
  ]),
}

const check = (change: Partial<typeof claim>) => checkEvidence({ ...claim, ...change }, reviewed)

describe('the evidence of a claim', () => {
  it.each([
    ['on an added line', { line: 21, quote: 'const price = sum -   amount * rate' }, { line: 21, anchor: 'changed', severity: 'MUST_FIX' }],
    ['with other white space', { line: 21, quote: '\tconst price = sum - amount  *\n rate' }, { line: 21, anchor: 'changed' }],
    ['as a part of the line', { line: 22, quote: 'clamp(price, 0)' }, { line: 22, anchor: 'changed' }],
    ['over two lines', { line: 22, quote: 'amount * rate\nreturn clamp(price, 0)' }, { line: 22, anchor: 'changed' }],
    [
      'copied with the diff’s marks',
      { line: 21, quote: '+const price = sum -   amount * rate\n+  return clamp(price, 0)' },
      { line: 21, anchor: 'changed' },
    ],
    ['in a code span', { line: 22, quote: '`return clamp(price, 0)`' }, { line: 22, anchor: 'changed' }],
    ['in the hunk', { line: 19, quote: 'line 19' }, { line: 19, anchor: 'hunk', severity: 'MUST_FIX' }],
    ['near the hunk', { line: 31, quote: 'const nearby = 1' }, { line: 31, anchor: 'near', severity: 'NICE_TO_HAVE' }],
    ['near the hunk, at a wrong line', { line: 3, quote: 'const nearby = 1' }, { line: 31, anchor: 'near' }],
    [
      'removed, and put back near by',
      { file: 'moved.ts', line: 1, quote: 'const moved = 1' },
      { line: 1, anchor: 'changed', severity: 'MUST_FIX' },
    ],
    ['at a wrong line', { line: 3, quote: 'return clamp(price, 0)' }, { line: 22, anchor: 'changed' }],
    ['at a wrong line, twice in the file, once in the diff', { line: 3, quote: 'repeated' }, { line: 24, anchor: 'hunk' }],
    ['on a removed line', { line: 21, quote: 'const price = sum - amount' }, { line: 21, anchor: 'changed' }],
    [
      'with the old name of a renamed file',
      { file: 'old/name.ts', line: 2, quote: 'export const after = 2' },
      { file: 'src/name.ts', line: 2 },
    ],
    ['with a ./ before the path', { file: './src/name.ts', line: 2, quote: 'export const after = 2' }, { file: 'src/name.ts' }],
    ['with the diff’s prefix', { file: 'b/src/name.ts', line: 2, quote: 'export const after = 2' }, { file: 'src/name.ts' }],
    ['with backslashes', { file: 'src\\name.ts', line: 2, quote: 'export const after = 2' }, { file: 'src/name.ts' }],
    ['in a deleted file', { file: 'gone.py', line: 0, quote: 'return user.allowed' }, { file: 'gone.py', line: 0, anchor: 'changed' }],
    ['as a short whole line', { file: 'brief.ts', line: 1, quote: ' a = 1 ' }, { line: 1, anchor: 'changed' }],
    ['as a short whole line that was removed', { file: 'brief.ts', line: 1, quote: 'removed' }, { line: 1, anchor: 'changed' }],
    ['on a removed line, by its old number', { file: 'late.ts', line: 100, quote: 'const dropped = 1' }, { line: 40, anchor: 'changed' }],
  ])('is found %s', (_, change, expected) => {
    expect(check(change)).toMatchObject({ proved: true, ...expected })
  })

  it.each([
    ['a file that is not in the diff', { file: 'src/other.mjs' }, 'not part of the diff'],
    [
      'a relative path that only ends like one in the diff',
      { file: 'copy/src/name.ts', quote: 'export const after = 2' },
      'not part of the diff',
    ],
    ['a quote that is nowhere', { line: 21, quote: 'await fetchAllCodes()' }, 'neither in the file'],
    ['an empty quote', { line: 21, quote: '  ' }, 'too short'],
    ['a quote that says nothing', { line: 21, quote: '})' }, 'too short'],
    ['a quote of one letter', { line: 21, quote: 'e' }, 'too short'],
    ['a part of a line that is too short', { file: 'brief.ts', line: 1, quote: 'a =' }, 'too short'],
    ['a part of a removed line that is too short', { file: 'brief.ts', line: 1, quote: 'emo' }, 'too short'],
    ['a part of two lines that is too short', { file: 'brief.ts', line: 1, quote: '= 1\nb' }, 'too short'],
    ['a removed line, far from where it was', { file: 'brief.ts', line: 999, quote: 'removed' }, 'more than 10 lines'],
    [
      'an absolute path that ends like one in the diff',
      { file: '/etc/src/name.ts', quote: 'export const after = 2' },
      'not part of the diff',
    ],
    ['unchanged code far away', { line: 56, quote: 'const faraway = 1' }, 'more than 10 lines away'],
    ['a quote that stands twice outside the diff', { line: 3, quote: 'twice outside' }, '2 times'],
    ['a removed line of another file', { file: 'src/name.ts', line: 1, quote: 'return user.allowed' }, 'neither in the file'],
  ])('is not found for %s', (_, change, why) => {
    const evidence = check(change)
    expect(evidence.proved ? '' : evidence.why).toContain(why)
  })

  it.each([
    ['/tmp/room', '/tmp/room/src/name.ts', 'src/name.ts'],
    ['/tmp/room/', ' /tmp/room/./src/name.ts', './src/name.ts'],
    ['C:\\rooms\\a', 'c:/rooms/a/src/name.ts', 'src/name.ts'],
    ['C:\\rooms\\a', 'C:\\rooms\\a\\src\\name.ts', 'src/name.ts'],
    ['/tmp/room', '/tmp/room-2/src/name.ts', '/tmp/room-2/src/name.ts'],
    ['/tmp/room', '/etc/src/name.ts', '/etc/src/name.ts'],
    ['/tmp/room', 'src\\name.ts', 'src\\name.ts'],
  ])('in the room %s takes %s for %s', (room, written, path) => {
    expect(pathInRoom(written, room)).toBe(path)
  })

  it('is never found for words that stand neither in the file nor in the diff', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[g-z]{4,20}$/), fc.nat(80), (word, line) => {
        fc.pre(!TEXT.join('\n').includes(word) && !DIFF.includes(word))
        expect(check({ quote: word, line }).proved).toBe(false)
      }),
    )
  })

  it('is found for every changed line, wherever the reviewer says it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom('const price = sum -   amount * rate', '  return clamp(price, 0)'), fc.nat(200), (quote, line) => {
        expect(check({ quote, line })).toMatchObject({ proved: true, anchor: 'changed', file: 'src/discount.mjs' })
      }),
    )
  })
})
