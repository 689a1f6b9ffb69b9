import { useEffect, useState } from 'react'
import { Check, Copy } from 'lucide-react'
import { copyText } from '../copy-text.ts'
import { IconButton } from './icon-button.tsx'

interface CopyButtonProps {
  readonly text: string
  /** The button's name, such as “Copy job id”. */
  readonly label: string
  readonly tabIndex?: number
}

/** Copies text, and shows a confirmation for two seconds. */
export function CopyButton({ text, label, tabIndex }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => {
      setCopied(false)
    }, 2_000)
    return () => {
      clearTimeout(timer)
    }
  }, [copied])
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      onClick={() => {
        setCopied(copyText(text))
      }}
    >
      {copied ? <Check /> : <Copy />}
    </IconButton>
  )
}
