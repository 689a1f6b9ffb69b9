import { connectionColours, type ConnectionCare } from '../../../shared/connections/connection-care.ts'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { ConnectionMark } from '../../ui/text/connection-mark.tsx'
import styles from './care-fields.module.css'

interface CareFieldsProps {
  readonly care: ConnectionCare
  readonly onChange: (care: ConnectionCare) => void
}

/** A connection's safety settings: colour, production, read-only. Every form has them. */
export function CareFields({ care, onChange }: CareFieldsProps) {
  return (
    <>
      <fieldset className={styles.colours}>
        <legend className={styles.legend}>Colour</legend>
        <div className={styles.choices}>
          {[null, ...connectionColours].map((colour) => (
            <label key={colour ?? 'none'} className={styles.choice}>
              <input
                type="radio"
                name="connection-colour"
                checked={care.colour === colour}
                onChange={() => onChange({ ...care, colour })}
              />
              <ConnectionMark colour={colour} />
              {colour ?? 'none'}
            </label>
          ))}
        </div>
      </fieldset>
      <Checkbox
        label="Production"
        help="Remotejob asks a second time before it deletes, purges or changes many things there."
        checked={care.isProduction}
        onChange={(isProduction) => onChange({ ...care, isProduction })}
      />
      <Checkbox
        label="Read-only"
        help="Remotejob changes nothing there and claims no jobs. Claims that you already hold end with their leases."
        checked={care.isReadOnly}
        onChange={(isReadOnly) => onChange({ ...care, isReadOnly })}
      />
    </>
  )
}

/** Returns a connection's safety settings. */
export function careOf({ colour, isProduction, isReadOnly }: ConnectionCare): ConnectionCare {
  return { colour, isProduction, isReadOnly }
}
