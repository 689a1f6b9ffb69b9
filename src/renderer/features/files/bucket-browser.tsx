import { useCallback, useRef, useState, type ReactNode } from 'react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { PackageOpen, RefreshCw, Upload } from 'lucide-react'
import type { PreviewSource } from '../../../shared/files/previews.ts'
import type { Direction, QueueConfig } from '../../../shared/queues/queues.ts'
import { objectsKey, objectsQuery, retrieveObject } from '../../queries/objects.ts'
import { Button } from '../../ui/controls/button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { FindField } from '../../ui/controls/search-field.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { useCommand } from '../../ui/commands/commands.ts'
import { useMedia } from '../../ui/use-media.ts'
import { usePageState } from '../../ui/view/view-state.ts'
import { formatCount, plural } from '../../ui/text/format.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { FileInspector } from './file-inspector.tsx'
import { FileList } from './file-list.tsx'
import { FileMenu } from './file-menu.tsx'
import { inOrder, matching, nameOf, orderOf } from './file-order.ts'
import { isOfUnknownJob } from './unknown-job.ts'
import styles from './files-view.module.css'
import { SelectedFiles } from './selected-files.tsx'
import { SubmitAgainDialog } from './submit-again-dialog.tsx'
import { useArriving } from './use-arriving.ts'
import { useFileActions } from './use-file-actions.ts'
import { useFileCommands } from './use-file-commands.ts'
import { useFileNames } from './use-file-names.ts'
import { useFileSelection } from './use-file-selection.ts'
import { useSettled } from './use-settled.ts'

interface BucketBrowserProps {
  readonly connectionId: string
  readonly config: QueueConfig
  readonly direction: Direction
  readonly preview: (source: PreviewSource) => ReactNode
}

/** One bucket's files, page by page, with the selected one beside them. */
export function BucketBrowser({ connectionId, config, direction, preview }: BucketBrowserProps) {
  const pageKey = `files ${connectionId} ${config.name} ${direction}`
  const [page, change] = usePageState(pageKey)
  const { text } = page
  const order = orderOf(page.sort)
  const [asking, setAsking] = useState<'remove' | 'submit' | null>(null)
  const isNarrow = useMedia('(max-width: 899px)')
  const [isOpen, setIsOpen] = useState(false)
  const inspector = useRef<HTMLElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const client = useQueryClient()
  const prefix = useSettled(text.trim())
  const all = useInfiniteQuery(objectsQuery(connectionId, config.name, direction))
  const prefixed = useInfiniteQuery({
    ...objectsQuery(connectionId, config.name, direction, prefix),
    enabled: prefix !== '',
  })
  const names = useFileNames(connectionId, config.name, direction)
  const loaded = all.data?.pages.flatMap((page) => page.objects) ?? []
  const found = prefix === '' ? [] : (prefixed.data?.pages.flatMap((page) => page.objects) ?? [])
  const byKey = new Map(
    [...matching(loaded, text, names.known), ...found].map((object) => [object.key, object]),
  )
  const objects = inOrder([...byKey.values()], order, names.known)
  const listing = prefix === '' ? all : prefixed
  const selection = useFileSelection(
    pageKey,
    objects.map(({ key }) => key),
  )
  const current = objects.find(({ key }) => key === selection.current) ?? objects[0] ?? null
  const several = selection.keys.size > 1
  const selected = several
    ? objects.filter(({ key }) => selection.keys.has(key))
    : current === null
      ? []
      : [current]
  const actions = useFileActions(connectionId, config.name, direction)
  const retrieve = useMutation(retrieveObject())

  const refresh = useCallback(() => {
    void client.invalidateQueries({ queryKey: objectsKey(connectionId, config.name, direction) })
  }, [client, connectionId, config.name, direction])
  useCommand('refresh', { run: refresh })
  const arriving = useArriving(connectionId, config, direction, refresh)
  const keys = selected.map(({ key }) => key)
  const covers = isNarrow && isOpen && !several && current !== null

  function openInspector() {
    setIsOpen(true)
    // In a narrow window, the inspector must be rendered first.
    requestAnimationFrame(() => inspector.current?.focus())
  }

  function closeInspector() {
    setIsOpen(false)
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus())
  }

  function save() {
    const [only] = selected
    if (several) actions.save(keys)
    else if (only !== undefined) retrieve.mutate({ queue: config.name, direction, key: only.key })
  }

  const ask = { onSubmit: () => setAsking('submit'), onRemove: () => setAsking('remove') }
  useFileCommands({
    objects,
    selected,
    current,
    selection,
    isBusy: actions.isActing || retrieve.isPending,
    onSave: save,
    onSubmit: ask.onSubmit,
  })

  return (
    <>
      <div className={styles.bar}>
        <div className={styles.search}>
          <FindField
            label="Find files"
            placeholder="Find by name, or by the start of a key"
            value={text}
            onChange={(next) => change({ text: next })}
          />
        </div>
        <output className={styles.count}>
          {arriving > 0
            ? `Uploading ${plural(arriving, 'file')}`
            : countText(objects.length, listing.hasNextPage, text.trim() !== '')}
        </output>
        <IconButton label="Refresh the list" busy={listing.isFetching} onClick={refresh}>
          <RefreshCw />
        </IconButton>
        <Button
          size="small"
          icon={<Upload aria-hidden />}
          disabled={actions.isUploading}
          onClick={actions.upload}
        >
          Upload…
        </Button>
      </div>
      {all.isError && loaded.length === 0 ? (
        <ErrorNote error={all.error} onRetry={() => void all.refetch()} />
      ) : all.isPending ? (
        <output className={styles.waiting}>Loading the files…</output>
      ) : loaded.length === 0 ? (
        <EmptyState icon={<PackageOpen />} title="No files">
          {direction === 'in'
            ? 'Files of submitted jobs are stored here.'
            : 'Results of jobs are stored here.'}
        </EmptyState>
      ) : (
        <div className={styles.split}>
          {objects.length === 0 ? (
            <p className={styles.empty}>
              {prefixed.isFetching ? 'Searching…' : `No key or known name matches “${text.trim()}”.`}
            </p>
          ) : (
            <FileMenu objects={objects} selection={selection} onRemove={ask.onRemove}>
              <FileList
                ref={list}
                inert={covers}
                objects={objects}
                names={names}
                selection={selection}
                current={current}
                order={order}
                onOrder={(sort) => change({ sort })}
                hasMore={listing.hasNextPage}
                loading={listing.isFetchingNextPage}
                error={listing.error}
                onMore={() => void listing.fetchNextPage()}
                onOpen={openInspector}
                onRemove={ask.onRemove}
              />
            </FileMenu>
          )}
          {several ? (
            <SelectedFiles
              ref={inspector}
              objects={selected}
              busy={actions.isActing}
              onSave={save}
              {...ask}
            />
          ) : current === null || (isNarrow && !covers) ? null : (
            <FileInspector
              key={current.key}
              ref={inspector}
              connectionId={connectionId}
              queue={config.name}
              direction={direction}
              object={current}
              name={nameOf(current, names.known)}
              isOfUnknownJob={isOfUnknownJob(current, names.known)}
              busy={actions.isActing}
              isSaving={retrieve.isPending}
              preview={preview}
              onBack={covers ? closeInspector : null}
              onSave={save}
              {...ask}
            />
          )}
        </div>
      )}
      {asking === 'submit' && selected[0] !== undefined ? (
        <SubmitAgainDialog
          config={config}
          what={several ? plural(selected.length, 'file') : nameOf(selected[0], names.known)}
          onSubmit={(status) => actions.submit(keys, status)}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'remove' && selected.length > 0 ? (
        <DeleteDialog
          objects={selected}
          names={names}
          onDelete={() => actions.remove(keys)}
          onClose={() => setAsking(null)}
        />
      ) : null}
    </>
  )
}

function countText(count: number, more: boolean, isSearch: boolean): string {
  const files = more ? `${formatCount(count)}+ files` : plural(count, 'file')
  return isSearch ? `${files} found` : count === 0 ? '' : files
}
