//! Tables that changed: rows, cells, and the paragraphs in them.

use super::align::align;
use super::merger::{Group, Level, Merger, Pair};
use super::progress::Progress;
use crate::content::ast::{AstBlock, AstKind, Inline, InlineKind, Source};
use crate::content::blocks::BlockId;
use crate::content::columns::{ColumnChanges, width_splices};
use crate::content::emit::{Container, aligned};
use crate::content::grid::{behind_row, class_of_number, heading_tag, number_cell};
use crate::content::normalize::normalized;
use crate::content::splice::Splice;
use crate::storage::error::ContentError;
use crate::storage::seen::text_of;
use crate::storage::tag::Tag;
use crate::storage::tree::NodeId;

impl Merger<'_> {
    pub(super) fn table(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let rows: Vec<BlockId> = self.base.document.blocks.children(pair.id).collect();
        // A table of pipes has a header, be there one on the page or not: one that is there may show nothing too.
        let (all_old, all_new) = (pair.old.children.as_slice(), pair.new.children.as_slice());
        let shown = without_hollow_header(all_old);
        let is_of_page = shown.len() < all_old.len() && all_old.len() <= rows.len();
        let (old_rows, new_rows) =
            if is_of_page { (all_old, all_new) } else { (shown, without_hollow_header(all_new)) };
        if old_rows.len() != rows.len() || rows.is_empty() {
            return self.replace(pair.group, pair.new, pair.container);
        }
        let columns = self.changed_columns(old_rows, new_rows);
        self.splices.extend(width_splices(&self.base.document.tree, pair.node, &columns));
        self.ordered(&rows, old_rows, new_rows)
    }

    /// A new row. In a table of pipes, a cell is a heading where those of its column are in the row beside it.
    pub(super) fn new_row(
        &self,
        row: &AstBlock<'_>,
        progress: &Progress<'_>,
    ) -> Result<String, ContentError> {
        let tree = &self.base.document.tree;
        let is_th = |cell: BlockId| tree.tag(self.base.document.blocks.at(cell).node()) == Tag::Th;
        let cells = |group: &Group| -> Vec<BlockId> {
            group.blocks.iter().flat_map(|&id| self.base.document.blocks.children(id)).collect()
        };
        // They stand in order.
        let at = progress.groups.partition_point(|group| group.span.start < progress.at);
        let (next, before) =
            (progress.groups.get(at), at.checked_sub(1).and_then(|at| progress.groups.get(at)));
        let mut beside = [next, before].into_iter().flatten().map(cells);
        let beside = beside.find(|cells| !cells.iter().all(|&cell| is_th(cell))).unwrap_or_default();
        let is_piped = !self.new.slice(row.range.clone()).trim_start().starts_with('<');
        let mut text = String::from("<tr>");
        for (column, cell) in row.children.iter().enumerate() {
            let written = self.emit(std::slice::from_ref(cell), Container::Body)?;
            if let Some(numbered) = self.number_of_new((before, next), column, &written) {
                text.push_str(&numbered);
                continue;
            }
            let is_even = is_piped && beside.len() == row.children.len();
            let heading = beside.get(column).copied().filter(|&cell| is_even && is_th(cell));
            match written.strip_prefix("<td>").and_then(|rest| rest.strip_suffix("</td>")).zip(heading) {
                Some((inside, beside)) => {
                    text.push_str(&format!("{}{inside}</th>", heading_tag(self.base.document, [beside])));
                }
                None => text.push_str(&written),
            }
        }
        Ok(text + "</tr>")
    }

    /// A new heading cell of a row, in the colour of those beside it.
    pub(super) fn new_heading(
        &self,
        cell: &AstBlock<'_>,
        progress: &Progress<'_>,
    ) -> Result<String, ContentError> {
        let written = self.emit(std::slice::from_ref(cell), Container::Body)?;
        let beside = progress.groups.iter().filter_map(|group| group.blocks.first().copied());
        Ok(match written.strip_prefix("<th>") {
            Some(rest) => heading_tag(self.base.document, beside) + rest,
            None => written,
        })
    }

    /// The cell of a new row in which its number stands, where Confluence numbers the rows beside it.
    fn number_of_new(
        &self,
        (before, next): (Option<&Group>, Option<&Group>),
        column: usize,
        written: &str,
    ) -> Option<String> {
        let document = self.base.document;
        let numbered = |group: Option<&Group>| {
            let cell = document.blocks.children(*group?.blocks.first()?).nth(column)?;
            let class = class_of_number(document, cell)?;
            Some((class, document.seen(cell).trim().parse::<usize>().ok()))
        };
        let (above, below) = (numbered(before), numbered(next));
        let number = match (&above, &below) {
            (Some((_, Some(number))), _) => number.saturating_add(1),
            (_, Some((_, Some(number)))) => *number,
            _ => 1,
        };
        let (class, _) = below.or(above)?;
        let given = text_of(written);
        let given = given.trim();
        let number = if given.is_empty() { number } else { given.parse().ok()? };
        Some(number_cell("td", &class, &number.to_string()))
    }

    /// Which columns were taken away and added, by what is in the first row, or in all of them where it is empty.
    fn changed_columns(&self, old: &[AstBlock<'_>], new: &[AstBlock<'_>]) -> ColumnChanges {
        let (Some(before), Some(after)) = (width(old), width(new)) else { return ColumnChanges::default() };
        if before == after {
            return ColumnChanges::default();
        }
        let is_empty = |rows: &[AstBlock<'_>]| rows.first().is_none_or(AstBlock::is_hollow);
        let shown = if is_empty(old) || is_empty(new) { usize::MAX } else { 1 };
        let titles = |rows: &[AstBlock<'_>], source: &Source, width: usize| -> Vec<String> {
            let cell = |row: &AstBlock<'_>, column: usize| {
                let cell = row.children.get(column).map(|cell| source.slice(cell.range.clone()).trim());
                normalized(cell.unwrap_or_default()).into_owned()
            };
            let column = |column| rows.iter().take(shown).map(|row| cell(row, column)).collect::<Vec<_>>();
            (0..width).map(|place| column(place).join("\n")).collect()
        };
        let (one, other) = (titles(old, self.old, before), titles(new, self.new, after));
        let one: Vec<&str> = one.iter().map(String::as_str).collect();
        let other: Vec<&str> = other.iter().map(String::as_str).collect();
        let matches = align(&one, &other);
        let mut changes = ColumnChanges::default();
        let (mut column, mut place) = (0, 0);
        for (end, next) in matches
            .iter()
            .enumerate()
            .filter_map(|(end, next)| Some((end, (*next)?)))
            .chain([(before, after)])
        {
            // Between two columns that stayed, the first ones are the old ones by other names.
            let same = (end - column).min(next - place);
            changes.deleted.extend(column + same..end);
            let behind = (column + same).checked_sub(1);
            changes.inserted.extend((place + same..next).map(|_| behind));
            (column, place) = (end + 1, next + 1);
        }
        changes
    }

    pub(super) fn row(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let cells: Vec<BlockId> = self.base.document.blocks.children(pair.id).collect();
        if cells.is_empty() {
            return self.replace(pair.group, pair.new, pair.container);
        }
        self.ordered(&cells, &pair.old.children, &pair.new.children)
    }

    /// Rows and cells correspond by order, whatever they show.
    fn ordered(
        &mut self,
        blocks: &[BlockId],
        old: &[AstBlock<'_>],
        new: &[AstBlock<'_>],
    ) -> Result<(), ContentError> {
        let groups: Vec<Group> = blocks
            .iter()
            .enumerate()
            .map(|(index, &id)| Group {
                drafts: index..index + 1,
                blocks: vec![id],
                span: self.base.span(id),
                behind: behind_row(self.base.document, id, blocks.get(index + 1).copied()),
            })
            .collect();
        let inner = groups.first().map_or(0, |group| group.span.start)
            ..groups.last().map_or(0, |group| group.span.end);
        let level =
            Level { blocks: blocks.to_vec(), inner, container: Container::Body, replace_empty: false };
        self.merge_groups(old, new, &groups, &level)
    }

    pub(super) fn cell(&mut self, pair: &Pair<'_>) -> Result<(), ContentError> {
        let (
            AstKind::Cell { colspan, rowspan, header, .. },
            AstKind::Cell { colspan: wanted_columns, rowspan: wanted_rows, header: wanted_header, .. },
        ) = (&pair.old.kind, &pair.new.kind)
        else {
            return Ok(());
        };
        self.set_number(pair.node, "colspan", u64::from(*colspan), u64::from(*wanted_columns));
        self.set_number(pair.node, "rowspan", u64::from(*rowspan), u64::from(*wanted_rows));
        let tree = &self.base.document.tree;
        let (tag, name) = if *wanted_header { (Tag::Th, "th") } else { (Tag::Td, "td") };
        let is_renamed = header != wanted_header && tree.tag(pair.node) != tag;
        if tree.is_empty_element(pair.node) && !pair.new.children.is_empty() {
            let text = self.emit(&pair.new.children, Container::Item)?;
            let mut filled = tree.filled(pair.node, &text);
            if is_renamed {
                let behind = filled.rfind("</").unwrap_or(filled.len());
                filled.replace_range(behind.., &format!("</{name}>"));
                filled.replace_range(1..1 + tree.name(pair.node).len(), name);
            }
            self.splices.push(Splice::new(tree.span(pair.node), filled));
            return Ok(());
        }
        if is_renamed {
            self.rename(pair.node, name);
        }
        self.inside(pair, pair.node, Container::Item)
    }

    /// Sets an attribute that is a number.
    pub(super) fn set_number(&mut self, node: NodeId, name: &str, before: u64, wanted: u64) {
        if before != wanted {
            self.set_attribute(node, name, &wanted.to_string());
        }
    }

    /// A cell of several paragraphs is one line with breaks in a table of pipes.
    pub(super) fn lines(
        &mut self,
        group: &Group,
        old: &AstBlock<'_>,
        new: &AstBlock<'_>,
        container: Container,
    ) -> Result<(), ContentError> {
        if !matches!((&old.kind, &new.kind), (AstKind::Paragraph, AstKind::Paragraph)) {
            return self.replace(group, new, container);
        }
        let before = split(&old.inline);
        let after = split(&new.inline);
        if before.len() == group.blocks.len() && after.len() == before.len() {
            for ((&id, before), after) in group.blocks.iter().zip(before).zip(after) {
                self.inlines(id, before, after)?;
            }
            return Ok(());
        }
        self.handles.look_near(group.span.clone());
        let mut emitter = self.emitter();
        for line in after {
            emitter.out.push_str(&format!("<p{}>", aligned(new)));
            emitter.inline(line)?;
            emitter.out.push_str("</p>");
        }
        let text = self.rewrapped(&group.blocks, emitter.out);
        self.instead(group, text);
        Ok(())
    }
}

/// How many columns each of some rows has, if that is one number and no cells are merged.
fn width(rows: &[AstBlock<'_>]) -> Option<usize> {
    let is_single = |cell: &AstBlock<'_>| matches!(cell.kind, AstKind::Cell { colspan: 1, rowspan: 1, .. });
    let width = rows.first()?.children.len();
    let fits = |row: &AstBlock<'_>| row.children.len() == width && row.children.iter().all(is_single);
    rows.iter().all(fits).then_some(width)
}

fn without_hollow_header<'b, 'm>(rows: &'b [AstBlock<'m>]) -> &'b [AstBlock<'m>] {
    let is_header = |row: &AstBlock<'_>| {
        row.children.iter().all(|cell| matches!(cell.kind, AstKind::Cell { header: true, .. }))
    };
    match rows.split_first() {
        Some((first, rest)) if first.is_hollow() && is_header(first) => rest,
        _ => rows,
    }
}

/// The pieces between breaks that are not within a mark or a link.
fn split<'p, 'm>(pieces: &'p [Inline<'m>]) -> Vec<&'p [Inline<'m>]> {
    let mut depth = 0_usize;
    pieces
        .split(|piece| {
            match piece.kind {
                InlineKind::Open(_) | InlineKind::LinkOpen { .. } | InlineKind::CommentOpen => depth += 1,
                InlineKind::Close(_) | InlineKind::LinkClose | InlineKind::CommentClose(_) => {
                    depth = depth.saturating_sub(1)
                }
                _ => {}
            }
            piece.kind == InlineKind::Break && depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::content::document::Document;
    use crate::content::edit::Edit;
    use crate::content::render::ReadOptions;

    #[test]
    fn a_header_that_shows_nothing_stays() {
        let row = "<tr local-id=\"r\"><td data-highlight-colour=\"#fff\"><p local-id=\"p\">a</p></td><td>b</td></tr>";
        for header in [
            "<tbody><tr><th><p /></th><th><p /></th></tr>",
            "<thead><tr><th> </th><th></th></tr></thead><tbody>",
            "<tbody>",
        ] {
            let table = format!(
                "<table data-layout=\"wide\" ac:local-id=\"t\"><colgroup><col /><col /></colgroup>{header}{row}</tbody></table>"
            );
            let page = Document::parse(&table).unwrap();
            let text = page.markdown(&ReadOptions::new()).text;
            let edit = |text: String| page.edit(&[Edit::page_markdown(text)]).unwrap().storage;
            assert_eq!(edit(text.replace("| a |", "| c |")), table.replace(">a<", ">c<"));
            let more = edit(format!("{}\n| d | e |\n", text.trim_end()));
            assert_eq!(more.replace("<tr><td><p>d</p></td><td><p>e</p></td></tr>", ""), table);
            let filled = edit(text.replacen("|   |", "| k |", 1).replacen("|  |", "| k |", 1));
            assert!(filled.contains(">k<") || filled == table, "{text}\n{filled}");
            assert!(filled.contains(row), "{filled}");
        }
    }
}
