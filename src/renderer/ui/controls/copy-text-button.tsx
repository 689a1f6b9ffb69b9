import { useEffect, useState } from 'react'
import { Check, Copy } from 'lucide-react'
import { copyText } from '../copy-text.ts'
import { Button } from './button.tsx'

const confirmMs = 2_000

interface CopyTextButtonProps {
  readonly label: string
  readonly text: string
  /** Use `small` beside text, and `normal` among a dialog's actions. Default: `small`. */
  readonly size?: 'small' | 'normal'
}

/** A labelled button that copies text, and shows a confirmation for two seconds. */
export function CopyTextButton({ label, text, size = 'small' }: CopyTextButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return undefined
    const timer = setTimeout(() => setCopied(false), confirmMs)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <Button
      size={size}
      icon={copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      onClick={() => setCopied(copyText(text))}
    >
      {copied ? 'Copied' : label}
    </Button>
  )
}
