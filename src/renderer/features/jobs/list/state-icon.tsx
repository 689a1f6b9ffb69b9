import {
  ArrowUp,
  CircleCheck,
  CircleX,
  Clock,
  Hand,
  PackageCheck,
  Skull,
  TriangleAlert,
  Undo2,
  type LucideIcon,
} from 'lucide-react'
import type { JobState } from '../../../../shared/jobs/job-state.ts'

const icons: Readonly<Record<JobState, LucideIcon>> = {
  uploading: ArrowUp,
  queued: Clock,
  mine: Hand,
  lost: TriangleAlert,
  result: PackageCheck,
  finished: CircleCheck,
  dead: Skull,
  failed: CircleX,
  withdrawn: Undo2,
}

/** Decorative, because the text next to it says the same. */
export function StateIcon({ state }: { readonly state: JobState }) {
  const Icon = icons[state]
  return <Icon size={16} strokeWidth={1.75} aria-hidden />
}
