//! Elements of the storage format that are blocks and stand within a line: `Text <ac:task-list>..`. No paragraph holds them.

use super::{AstBlock, AstKind, Inline, InlineKind, Source, line};

/// Takes them out of their line, which goes on behind them as another paragraph.
pub(super) fn split<'m>(source: &Source, mut block: AstBlock<'m>) -> Vec<AstBlock<'m>> {
    let tears =
        |inline: &Inline<'_>| matches!(inline.kind, InlineKind::Stored(number) if source.tears_line(number));
    let is_line = matches!(block.kind, AstKind::Paragraph | AstKind::Heading(_));
    if !is_line || !block.inline.iter().any(tears) {
        return vec![block];
    }
    // The number of an element that is taken out, or a part of the line.
    let mut parts: Vec<(Option<usize>, Vec<Inline<'m>>)> = vec![(None, Vec::new())];
    let mut depth = 0;
    for inline in std::mem::take(&mut block.inline) {
        depth = (depth + inline.kind.deeper()).max(0);
        match inline.kind {
            // What is around it says something of it.
            InlineKind::Stored(number) if depth == 0 && source.tears_line(number) => {
                parts.extend([(Some(number), vec![inline]), (None, Vec::new())]);
            }
            _ => parts.last_mut().into_iter().for_each(|(_, part)| part.push(inline.clone())),
        }
    }
    let mut blocks = Vec::with_capacity(parts.len());
    let mut kind = std::mem::replace(&mut block.kind, AstKind::Paragraph);
    for (stored, mut inline) in parts {
        line::trim(&mut inline);
        let (Some(first), Some(last)) = (inline.first(), inline.last()) else { continue };
        let range = first.range.start..last.range.end;
        let is_hollow = inline.iter().all(|inline| inline.kind == InlineKind::Break);
        if is_hollow {
            continue;
        }
        let (kind, inline) = match stored {
            Some(number) => (AstKind::Stored(number), Vec::new()),
            None => (std::mem::replace(&mut kind, AstKind::Paragraph), inline),
        };
        let handle = block.handle.take();
        blocks.push(AstBlock { kind, range, handle, align: block.align, inline, children: Vec::new() });
    }
    blocks
}

#[cfg(test)]
mod tests {
    use crate::content::{Document, Edit, WriteOptions, to_storage};

    #[test]
    fn blocks_within_a_line_stand_beside_it() {
        const CODE: &str = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>";
        const TASKS: &str = "<ac:task-list><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>a</ac:task-body></ac:task></ac:task-list>";
        const INFO: &str = "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro>";
        const STATUS: &str = "<ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"title\">a</ac:parameter></ac:structured-macro>";
        const IMAGE: &str = "<ac:image><ri:attachment ri:filename=\"a.png\" /></ac:image>";
        for (markdown, stored) in [
            (format!("<h1>H</h1><p>T</p>{CODE}{TASKS}"), format!("<h1>H</h1><p>T</p>{CODE}{TASKS}")),
            (format!("Text {INFO}"), format!("<p>Text</p>{INFO}")),
            (format!("Text {INFO} more"), format!("<p>Text</p>{INFO}<p>more</p>")),
            (format!("{INFO}{INFO}"), format!("{INFO}{INFO}")),
            (format!("# Head {INFO}"), format!("<h1>Head</h1>{INFO}")),
            (format!("- a {TASKS}"), format!("<ul><li><p>a</p>{TASKS}</li></ul>")),
            (format!("a {STATUS} b {IMAGE} c"), format!("<p>a {STATUS} b {IMAGE} c</p>")),
        ] {
            let page = to_storage(&markdown, &WriteOptions::new()).unwrap().storage;
            assert_eq!(page, stored, "{markdown}");
            let again = Document::parse(&page).unwrap().edit(&[Edit::page_markdown(markdown)]).unwrap();
            assert_eq!((again.storage, again.losses.len()), (page, 0));
        }
    }
}
