import styles from '../gallery.module.css'
import { Group } from '../group.tsx'

const states = [
  'uploading',
  'queued',
  'mine',
  'result',
  'finished',
  'withdrawn',
  'lost',
  'failed',
  'dead',
] as const
const texts = ['text', 'muted', 'faint', 'accent', 'red', 'amber', 'green', 'violet'] as const
const backgrounds = ['bg', 'side', 'panel', 'raised', 'hover', 'current', 'selected'] as const

/** The colours of text, backgrounds and states. */
export function ColourSection() {
  return (
    <>
      <Group label="States">
        {states.map((state) => (
          <span key={state} className={styles.swatch} style={{ color: `var(--state-${state})` }}>
            ● {state}
          </span>
        ))}
      </Group>
      {backgrounds.map((background) => (
        <Group key={background} label={background}>
          {texts.map((text) => (
            <span
              key={text}
              className={styles.swatch}
              style={{ width: 'auto', background: `var(--${background})`, color: `var(--${text})` }}
            >
              {text} 1,204
            </span>
          ))}
        </Group>
      ))}
    </>
  )
}
