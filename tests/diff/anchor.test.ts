import { describe, expect, it } from 'vitest'
import { anchorOf, filesAt } from '../../src/diff/anchor.ts'
import { parseDiff } from '../../src/diff/parse-diff.ts'

const DIFF = parseDiff(`diff --git a/src/a.ts b/src/a.ts
--- a/src/a.ts
+++ b/src/a.ts
@@ -20,7 +20,7 @@
 l20
 l21
 l22
-old
+new
 l24
 l25
 l26
@@ -60,7 +60,6 @@
 l60
 l61
 l62
-gone
 l63
 l64
 l65
diff --git a/gone.ts b/gone.ts
deleted file mode 100644
--- a/gone.ts
+++ /dev/null
@@ -1,2 +0,0 @@
-one
-two
diff --git a/was.ts b/now.ts
similarity index 100%
rename from was.ts
rename to now.ts
`)

describe('anchorOf', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['src/a.ts', 23, 'changed'],
    ['src/a.ts', 22, 'changed'],
    ['src/a.ts', 21, 'hunk'],
    ['src/a.ts', 20, 'hunk'],
    ['src/a.ts', 26, 'hunk'],
    ['src/a.ts', 27, 'near'],
    ['src/a.ts', 36, 'near'],
    ['src/a.ts', 37, 'outside'],
    ['src/a.ts', 10, 'near'],
    ['src/a.ts', 9, 'outside'],
    ['src/a.ts', 62, 'changed'],
    ['src/a.ts', 63, 'changed'],
    ['src/a.ts', 64, 'hunk'],
    ['gone.ts', 0, 'changed'],
    ['gone.ts', 1, 'changed'],
    ['now.ts', 3, 'outside'],
    ['was.ts', 3, 'outside'],
    ['a.ts', 23, 'no-file'],
  ]
  for (const [file, line, anchor] of cases) {
    it(`finds ${file}:${String(line)} ${anchor}`, () => {
      expect(anchorOf(DIFF, file, line)).toBe(anchor)
    })
  }

  it('finds a renamed file by both names', () => {
    expect(filesAt(DIFF, 'was.ts')).toEqual(filesAt(DIFF, 'now.ts'))
  })
})
