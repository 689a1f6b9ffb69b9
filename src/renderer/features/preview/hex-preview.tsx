import { useMemo } from 'react'
import styles from './preview.module.css'

const perLine = 8

/** A hex dump, with the corresponding characters. */
export function HexPreview({ bytes }: { readonly bytes: string }) {
  const text = useMemo(
    () => hexLines(Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))),
    [bytes],
  )
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <pre className={styles.hex} tabIndex={0} aria-label="Bytes">
      {text}
    </pre>
  )
}

function hexLines(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += perLine) {
    const line = Array.from(bytes.subarray(at, at + perLine))
    const numbers = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const characters = line
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'))
      .join('')
    lines.push(`${at.toString(16).padStart(4, '0')}  ${numbers.padEnd(perLine * 3 - 1)}  ${characters}`)
  }
  return lines.join('\n')
}
