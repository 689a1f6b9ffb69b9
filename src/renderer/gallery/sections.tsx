import type { ReactNode } from 'react'
import { AllQueuesSection } from './window/all-queues-section.tsx'
import { ClaimSection } from './window/claim-section.tsx'
import { ColourSection } from './ui/colour-section.tsx'
import { ConnectionsSection } from './window/connections-section.tsx'
import { ControlsSection } from './ui/controls-section.tsx'
import { DeadLettersSection } from './window/dead-letters-section.tsx'
import { DialogSection } from './ui/dialog-section.tsx'
import { dialogs } from './dialogs.tsx'
import { FeedbackSection } from './ui/feedback-section.tsx'
import { FieldsSection } from './ui/fields-section.tsx'
import { FilesSection } from './window/files-section.tsx'
import { JobsSection } from './window/jobs-section.tsx'
import { LayoutSection } from './ui/layout-section.tsx'
import { NeedsYouSection } from './window/needs-you-section.tsx'
import { NoticesSection } from './window/notices-section.tsx'
import { NumbersSection } from './window/numbers-section.tsx'
import { PreviewsSection } from './window/previews-section.tsx'
import { SidebarSection } from './window/sidebar-section.tsx'
import { TextSection } from './ui/text-section.tsx'
import { ToastSection } from './ui/toast-section.tsx'
import { TransfersSection } from './window/transfers-section.tsx'

/** The gallery's sections: the design system, the window's parts, and its dialogs. */
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
