import { useEffect, useRef, useState } from 'react'
import { Search } from 'lucide-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { noticesQuery, openLink } from '../../queries/app-info.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { FindField } from '../../ui/controls/search-field.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { useHelpLocation, type HelpLocation } from '../../ui/view/help-location.ts'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { useHighlights } from '../../ui/text/use-highlights.ts'
import { DocContent, headingId, type DocLinks } from './doc-content.tsx'
import styles from './help-view.module.css'
import { docPages } from './pages.ts'
import { searchDocs, searchWords, type FoundSection } from './search-docs.ts'

/** The documentation, with a search. It comes with the app and needs no network. */
export function HelpView() {
  const [location, setLocation] = useHelpLocation()
  const [text, setText] = useState('')
  const content = useRef<HTMLDivElement>(null)
  const site = useMutation(openLink())
  const words = searchWords(text)
  const page = docPages.find(({ name }) => name === location.page) ?? docPages[0]
  useHighlights(content, words)
  useScrollTo(location, content)

  function show(next: HelpLocation): void {
    setText('')
    setLocation(next)
  }
  const links: DocLinks = {
    has: (name) => docPages.some((one) => one.name === name),
    open: (name, anchor) => show({ page: name ?? page?.name ?? null, anchor }),
    openSite: (address) => site.mutate(address),
  }
  const isNotices = location.page === noticesPage
  return (
    <section className={styles.view} aria-label="Help">
      <PageHeader title="Help" />
      <div className={styles.columns}>
        <nav className={styles.pages} aria-label="Help pages">
          <FindField label="Search the help" placeholder="Search" value={text} onChange={setText} />
          <ul>
            {docPages.map(({ name, title }) => (
              <li key={name}>
                <PageButton
                  title={title}
                  current={words.length === 0 && !isNotices && name === page?.name}
                  onShow={() => show({ page: name, anchor: null })}
                />
              </li>
            ))}
            <li>
              <PageButton
                title="Keyboard shortcuts"
                current={false}
                onShow={() => runCommand('show-shortcuts')}
              />
            </li>
            <li>
              <PageButton
                title="Licences"
                current={words.length === 0 && isNotices}
                onShow={() => show({ page: noticesPage, anchor: null })}
              />
            </li>
          </ul>
          <Button size="small" onClick={() => runCommand('report-problem')}>
            Report a problem…
          </Button>
        </nav>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role -- it scrolls, so the keyboard must reach it */}
        <div ref={content} className={styles.content} tabIndex={0} role="group" aria-label="Content">
          {words.length > 0 ? (
            <Results
              text={text.trim()}
              found={searchDocs(docPages, words)}
              onShow={({ page: { name }, id }) => show({ page: name, anchor: id })}
            />
          ) : isNotices ? (
            <Notices />
          ) : page === undefined ? null : (
            <article className={styles.page}>
              <DocContent blocks={page.blocks} links={links} />
            </article>
          )}
        </div>
      </div>
    </section>
  )
}

const noticesPage = 'notices'

/** Scrolls to the heading of a link, or to the top of a new page. */
function useScrollTo(location: HelpLocation, content: { readonly current: HTMLDivElement | null }): void {
  useEffect(() => {
    const heading = location.anchor === null ? null : document.getElementById(headingId(location.anchor))
    if (heading === null) content.current?.scrollTo({ top: 0 })
    else heading.scrollIntoView({ block: 'start' })
  }, [location, content])
}

interface PageButtonProps {
  readonly title: string
  readonly current: boolean
  readonly onShow: () => void
}

function PageButton({ title, current, onShow }: PageButtonProps) {
  return (
    <button
      type="button"
      className={styles.pageButton}
      aria-current={current ? 'page' : undefined}
      onClick={onShow}
    >
      {title}
    </button>
  )
}

interface ResultsProps {
  readonly text: string
  readonly found: readonly FoundSection[]
  readonly onShow: (section: FoundSection) => void
}

function Results({ text, found, onShow }: ResultsProps) {
  if (found.length === 0)
    return (
      <EmptyState icon={<Search />} title="Nothing found">
        No help page contains “{text}”.
      </EmptyState>
    )
  return (
    <ul className={styles.results} aria-label="Results">
      {found.map((section) => (
        <li key={`${section.page.name} ${section.id}`}>
          <button type="button" className={styles.result} onClick={() => onShow(section)}>
            <span className={styles.resultTitle}>
              {section.page.title}
              {section.heading === section.page.title ? null : ` › ${section.heading}`}
            </span>
            <span className={styles.snippet}>{section.snippet}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The app's licence, and those of the packages in it. */
function Notices() {
  const notices = useQuery(noticesQuery())
  return (
    <article className={styles.page}>
      <h2>Licences</h2>
      <p>Remotejob is free software under the MIT licence.</p>
      {notices.isPending ? null : notices.data == null ? (
        <p>
          This is a build from source. An installed Remotejob lists the licences of its packages here, and in
          a checkout they are in <code>node_modules</code>.
        </p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        <pre className={styles.notices} tabIndex={0}>
          {notices.data}
        </pre>
      )}
    </article>
  )
}
