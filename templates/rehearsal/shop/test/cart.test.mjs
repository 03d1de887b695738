import assert from 'node:assert/strict'
import { test } from 'node:test'
import { total } from '../src/cart.mjs'

test('a cart adds up', () => assert.equal(total([{ price: 25, count: 4 }]), 100))
test('an empty cart costs nothing', () => assert.equal(total([]), 0))
