//! What a block says, by which one that did not change is known.

use std::borrow::Cow;

use crate::content::ast::{AstBlock, AstKind, InlineKind, Source};
use crate::content::normalize::normalized;

/// What the blocks say, one by one.
pub(super) fn keys<'s>(source: &'s Source, blocks: &[AstBlock<'_>]) -> Vec<Cow<'s, str>> {
    blocks.iter().map(|block| key(source, block)).collect()
}

fn key<'s>(source: &'s Source, block: &AstBlock<'_>) -> Cow<'s, str> {
    let text = normalized(source.slice(block.range.clone()).trim_end());
    let beside = beside(block);
    if beside.is_empty() { text } else { Cow::Owned(format!("{text}\0{beside}")) }
}

/// What a block says wherever it stands: without the signs of quotes and the blanks of lists before its lines.
pub(super) fn key_anywhere(source: &Source, block: &AstBlock<'_>) -> String {
    let text = normalized(source.slice(block.range.clone()).trim_end());
    let lines: Vec<&str> = text.lines().map(|line| line.trim_start_matches([' ', '>'])).collect();
    let mut key = lines.join("\n");
    // A task that is done is the one that was to be done.
    if matches!(block.kind, AstKind::Item { done: Some(true) }) {
        let sign = if key.contains("[x]") { "[x]" } else { "[X]" };
        key = key.replacen(sign, "[ ]", 1);
    }
    key.push('\0');
    key.push_str(&beside(block));
    key
}

/// The line of an item itself, whatever is below it and whether it is done.
pub(super) fn line_of_item<'s>(source: &'s Source, block: &AstBlock<'_>) -> Option<(bool, Cow<'s, str>)> {
    let AstKind::Item { done } = block.kind else { return None };
    let line = block.children.first().filter(|line| matches!(line.kind, AstKind::Paragraph))?;
    let text = normalized(source.slice(line.range.clone()).trim());
    (!text.is_empty()).then_some((done.is_some(), text))
}

/// What the text alone does not tell: what kind of block it is, and where its links lead, which a line elsewhere may say.
fn beside(block: &AstBlock<'_>) -> String {
    let mut out = String::new();
    let mut work = vec![block];
    while let Some(block) = work.pop() {
        out.extend(letter(&block.kind));
        out.push_str(block.align.unwrap_or_default());
        if let AstKind::Code { body, .. } = &block.kind {
            out.push_str(&normalized(body));
        }
        for inline in &block.inline {
            match &inline.kind {
                InlineKind::LinkOpen { uri, .. } | InlineKind::ImageOpen { uri, .. } => {
                    out.push(' ');
                    out.push_str(&normalized(uri));
                }
                InlineKind::FootnoteReference(_) => out.push('^'),
                _ => {}
            }
        }
        work.extend(&block.children);
    }
    out
}

/// A letter for the kind of a block; none for a paragraph, which most are.
fn letter(kind: &AstKind<'_>) -> Option<char> {
    Some(match kind {
        AstKind::Paragraph => return None,
        AstKind::Heading(_) => 'h',
        AstKind::Code { .. } => 'c',
        AstKind::Quote => 'q',
        AstKind::Alert(_) => 'a',
        AstKind::List { .. } => 'l',
        AstKind::Item { done: Some(_) } => 't',
        AstKind::Item { done: None } => 'i',
        AstKind::Table => 'T',
        AstKind::Row => 'r',
        AstKind::Cell { header: true, .. } => 'H',
        AstKind::Cell { .. } => 'd',
        AstKind::Rule => '-',
        AstKind::Details { .. } => 'D',
        AstKind::Container(_) => 'C',
        AstKind::Leaf(_) => 'L',
        AstKind::Footnote(_) => 'f',
        AstKind::Definition => ':',
        AstKind::Stored(_) => 's',
    })
}
