import type { ReactNode } from 'react'
import { AllQueuesSection } from './all-queues-section.tsx'
import { ClaimSection } from './claim-section.tsx'
import { ColourSection } from './colour-section.tsx'
import { ConnectionsSection } from './connections-section.tsx'
import { ControlsSection } from './controls-section.tsx'
import { DeadLettersSection } from './dead-letters-section.tsx'
import { DialogSection } from './dialog-section.tsx'
import { dialogs } from './dialogs.tsx'
import { FeedbackSection } from './feedback-section.tsx'
import { FieldsSection } from './fields-section.tsx'
import { FilesSection } from './files-section.tsx'
import { JobsSection } from './jobs-section.tsx'
import { LayoutSection } from './layout-section.tsx'
import { NeedsYouSection } from './needs-you-section.tsx'
import { NoticesSection } from './notices-section.tsx'
import { NumbersSection } from './numbers-section.tsx'
import { PreviewsSection } from './previews-section.tsx'
import { SidebarSection } from './sidebar-section.tsx'
import { TextSection } from './text-section.tsx'
import { ToastSection } from './toast-section.tsx'
import { TransfersSection } from './transfers-section.tsx'

/** The sections of the gallery: the design system, the parts of the window, and its dialogs. */
export const groups: Readonly<Record<string, Readonly<Record<string, () => ReactNode>>>> = {
  ui: {
    colours: ColourSection,
    text: TextSection,
    controls: ControlsSection,
    fields: FieldsSection,
    feedback: FeedbackSection,
    toast: ToastSection,
    layout: LayoutSection,
    dialog: DialogSection,
  },
  window: {
    sidebar: SidebarSection,
    numbers: NumbersSection,
    jobs: JobsSection,
    'needs-you': NeedsYouSection,
    'all-queues': AllQueuesSection,
    'dead-letters': DeadLettersSection,
    files: FilesSection,
    transfers: TransfersSection,
    connections: ConnectionsSection,
    claim: ClaimSection,
    notices: NoticesSection,
    previews: PreviewsSection,
  },
  dialogs: Object.fromEntries(Object.entries(dialogs).map(([name, Shown]) => [`${name}-dialog`, Shown])),
}

/** All sections by name. */
export const sections = Object.assign({}, ...Object.values(groups)) as Readonly<
  Record<string, () => ReactNode>
>
