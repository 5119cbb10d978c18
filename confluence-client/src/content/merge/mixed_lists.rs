//! Lists of Markdown that hold tasks and plain items, which the page has as several lists side by side.

use crate::content::ast::{AstBlock, AstKind};

/// New blocks with the lists parted that the page has as several: its Markdown shows lists of the same kinds side by side.
/// Where it does not, an item became a task, or a task an item, and the list is parted by that.
pub(super) fn parted<'m>(new: Vec<AstBlock<'m>>, old: &[AstBlock<'_>]) -> Vec<AstBlock<'m>> {
    let known = neighbours(old);
    if known.is_empty() { new } else { part(new, &known) }
}

/// For all lists of the old Markdown that stand side by side: which of them hold tasks. None where the page itself has a list
/// that holds both, as odd pages do: then a new one may be that list.
fn neighbours(old: &[AstBlock<'_>]) -> Vec<Vec<bool>> {
    let mut found = Vec::new();
    let mut work = vec![old];
    while let Some(blocks) = work.pop() {
        let is_mixed =
            |list: &AstBlock<'_>| list.children.iter().any(|item| item.is_task_item() != holds_tasks(list));
        if blocks.iter().any(|block| is_list(block) && is_mixed(block)) {
            return Vec::new();
        }
        for run in blocks.chunk_by(|one, other| is_list(one) && is_list(other)).filter(|run| run.len() > 1) {
            found.push(run.iter().map(holds_tasks).collect());
        }
        work.extend(blocks.iter().map(|block| block.children.as_slice()));
    }
    found
}

fn part<'m>(blocks: Vec<AstBlock<'m>>, known: &[Vec<bool>]) -> Vec<AstBlock<'m>> {
    let mut out = Vec::with_capacity(blocks.len());
    for mut block in blocks {
        block.children = part(std::mem::take(&mut block.children), known);
        let AstKind::List { start } = block.kind else {
            out.push(block);
            continue;
        };
        let mut kinds: Vec<bool> = block.children.iter().map(AstBlock::is_task_item).collect();
        kinds.dedup();
        if kinds.len() < 2 || !known.iter().any(|run| run.windows(kinds.len()).any(|kept| kept == kinds)) {
            out.push(block);
            continue;
        }
        let (handle, align) = (block.handle, block.align);
        for item in block.children {
            let kind = item.is_task_item();
            match out
                .last_mut()
                .filter(|last| last.range.start >= block.range.start && holds_tasks(last) == kind)
            {
                Some(list) => {
                    list.range.end = item.range.end;
                    list.children.push(item);
                }
                None => {
                    let range = item.range.clone();
                    let kind = AstKind::List { start };
                    out.push(AstBlock {
                        kind,
                        range,
                        handle,
                        align,
                        inline: Vec::new(),
                        children: vec![item],
                    });
                }
            }
        }
    }
    out
}

fn is_list(block: &AstBlock<'_>) -> bool {
    matches!(block.kind, AstKind::List { .. })
}

fn holds_tasks(list: &AstBlock<'_>) -> bool {
    list.children.first().is_some_and(AstBlock::is_task_item)
}
