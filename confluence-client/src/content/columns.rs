//! The widths of a table's columns (`<col>`): they go with the columns.

use std::ops::Range;

use super::splice::Splice;
use crate::storage::tag::Tag;
use crate::storage::tree::{NodeId, Tree};

/// What becomes of the columns of a table, by their old places.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ColumnChanges {
    /// Each once.
    pub(crate) deleted: Vec<usize>,
    /// Behind which column each new one stands; behind none at the beginning.
    pub(crate) inserted: Vec<Option<usize>>,
}

/// The changes of the elements that say how wide columns are; none if a table has no such elements.
pub(crate) fn width_splices(tree: &Tree, table: NodeId, changes: &ColumnChanges) -> Vec<Splice> {
    let elements = elements(tree, table);
    let mut splices = Vec::new();
    for (index, (node, columns)) in elements.iter().enumerate() {
        let gone = changes.deleted.iter().filter(|column| columns.contains(column)).count();
        let mut within = 0;
        for place in &changes.inserted {
            match *place {
                None if index == 0 => splices.push(Splice::insert(tree.span(*node).start, "<col />")),
                Some(column) if column + 1 == columns.end => {
                    splices.push(Splice::insert(tree.span(*node).end, "<col />"));
                }
                Some(column) if columns.contains(&column) => within += 1,
                _ => {}
            }
        }
        let width = columns.len().saturating_sub(gone).saturating_add(within);
        if width == 0 {
            splices.push(Splice::new(tree.span(*node), ""));
        } else if width != columns.len()
            && let Some(span) = tree.attribute_span(*node, "span")
        {
            splices.push(Splice::new(span, width.to_string()));
        }
    }
    splices
}

/// The elements, each with the columns that it is for.
fn elements(tree: &Tree, table: NodeId) -> Vec<(NodeId, Range<usize>)> {
    let groups = tree.children(table).filter(|&child| tree.tag(child) == Tag::Colgroup);
    let columns = groups.flat_map(|group| tree.children(group)).filter(|&child| tree.tag(child) == Tag::Col);
    let mut first = 0_usize;
    let mut elements = Vec::new();
    for node in columns {
        let span = tree.attribute(node, "span").and_then(|span| span.trim().parse().ok());
        let behind = first.saturating_add(span.unwrap_or(1).max(1));
        elements.push((node, first..behind));
        first = behind;
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::splice::apply;
    use crate::storage::tree::Dialect;

    fn changed(storage: &str, deleted: &[usize], inserted: &[Option<usize>]) -> String {
        let tree = Tree::parse(storage, Dialect::Storage).unwrap();
        let changes = ColumnChanges { deleted: deleted.to_vec(), inserted: inserted.to_vec() };
        apply(storage, width_splices(&tree, 1, &changes))
    }

    #[test]
    fn widths_go_with_their_columns() {
        let table = |inside: &str| format!("<table><colgroup>{inside}</colgroup></table>");
        let three = table("<col width=\"1\" /><col span=\"2\" width=\"2\" />");
        assert_eq!(changed(&three, &[0], &[]), table("<col span=\"2\" width=\"2\" />"));
        assert_eq!(changed(&three, &[1], &[]), table("<col width=\"1\" /><col span=\"1\" width=\"2\" />"));
        assert_eq!(changed(&three, &[1, 2], &[]), table("<col width=\"1\" />"));
        assert_eq!(
            changed(&three, &[], &[None, Some(0), Some(1), Some(2)]),
            table("<col /><col width=\"1\" /><col /><col span=\"3\" width=\"2\" /><col />")
        );
        assert_eq!(changed(&three, &[0], &[Some(0)]), table("<col /><col span=\"2\" width=\"2\" />"));
        assert_eq!(changed("<table></table>", &[0], &[None]), "<table></table>");
    }
}
