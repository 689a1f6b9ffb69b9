import { useMemo } from 'react'
import Papa from 'papaparse'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { formatCount, plural } from '../../ui/text/format.ts'
import { Framed } from './framed.tsx'
import styles from './preview.module.css'

const maxRows = 200
const maxColumns = 30
const maxCell = 200

interface TablePreviewProps {
  readonly text: string
  /** `null` detects it from the text. */
  readonly delimiter: string | null
  readonly isTruncated: boolean
  readonly caption: string
}

/** The first rows and columns of a table. The first row is the header. */
export function TablePreview({ text, delimiter, isTruncated, caption }: TablePreviewProps) {
  const { rows, columns, more } = useMemo(
    () => tableOf(text, delimiter, isTruncated),
    [text, delimiter, isTruncated],
  )
  const [header = [], ...body] = rows
  const cut = [
    ...(columns > maxColumns ? [`${maxColumns} of ${formatCount(columns)} columns`] : []),
    ...(more ? [`the first ${plural(body.length, 'row')}`] : []),
  ]
  return (
    <Framed
      caption={cut.length === 0 ? caption : `${caption.split(' · ')[0]} · Preview shows ${cut.join(', ')}`}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <section className={styles.scroll} tabIndex={0} aria-label="Table">
        <table className={styles.table}>
          <thead>
            <tr>{header.map((cell, index) => headerCell(cell, index))}</tr>
          </thead>
          <tbody>
            {body.map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows never move
              <tr key={index}>
                {header.map((_cell, column) => (
                  // oxlint-disable-next-line react/no-array-index-key -- columns never move
                  <td key={column}>{shown(row[column] ?? '')}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Framed>
  )
}

function headerCell(cell: string, index: number) {
  return (
    <th key={index} scope="col">
      {shown(cell)}
    </th>
  )
}

function shown(cell: string): string {
  return visibleText(cell.length > maxCell ? `${cell.slice(0, maxCell)}…` : cell)
}

/** Returns the rows to show, the number of columns, and whether there are more rows. */
function tableOf(
  text: string,
  delimiter: string | null,
  isTruncated: boolean,
): { readonly rows: readonly (readonly string[])[]; readonly columns: number; readonly more: boolean } {
  // Parses one extra row to detect more, and one that may be incomplete.
  const { data } = Papa.parse<string[]>(text, {
    delimiter: delimiter ?? '',
    preview: maxRows + 3,
    skipEmptyLines: 'greedy',
  })
  const isShort = data.length < maxRows + 3
  const complete = isTruncated && isShort && data.length > 1 ? data.slice(0, -1) : data
  const columns = complete.reduce((most, row) => Math.max(most, row.length), 0)
  const rows = complete.slice(0, maxRows + 1)
  const width = Math.min(maxColumns, columns)
  const [header = [], ...body] = rows
  // A short header gets empty cells, so that no value is hidden.
  const full = Array.from({ length: width }, (_, index) => header[index] ?? '')
  return { rows: [full, ...body], columns, more: isTruncated || complete.length > rows.length }
}
