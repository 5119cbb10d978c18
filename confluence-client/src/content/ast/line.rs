//! Directives and handles within lines.

use pulldown_cmark::CowStr;

use super::directive::{self, Directive, Literal, STANDS_IN_LINE};
use super::directive_line::{Finished, Line, directive_block, directive_line};
use super::line_end::{take_heading_id, take_suffix};
use super::list_signs::is_line_end;
use super::{
    AstBlock, AstKind, Inline, InlineKind, Source, cjk, label_marks, list_signs, plain, repair, words,
};
use crate::content::macro_needs;
use crate::storage::error::ContentError;
use crate::storage::macros::is_inline_macro;
use crate::storage::text::{part, slice};

/// Directives that stand for something within a line.
const INLINE: [&str; 6] = ["status", "date", "emoticon", "placeholder", "adf-extension", "c"];

/// Finds directives in the parts of a finished line, and takes off its handle.
pub(super) fn finish<'m>(
    source: &'m Source,
    block: &mut AstBlock<'m>,
    in_pipe_cell: bool,
) -> Result<Finished, ContentError> {
    trim(&mut block.inline);
    if block.inline.is_empty() && block.handle.is_none() {
        return Ok(if matches!(block.kind, AstKind::Paragraph) {
            Finished::Nothing
        } else {
            Finished::Block
        });
    }
    if is_paragraph(block) {
        if words::is_table_of_contents(&plain(&block.inline)) && block.inline.iter().all(is_plain) {
            let toc = Directive { name: "toc".to_owned(), ..Directive::default() };
            block.inline.clear();
            block.kind = AstKind::Leaf(Box::new(toc));
            return Ok(Finished::Block);
        }
        if let Some(Line { literal, marked }) = directive_line(source, block)? {
            let finished = directive_block(source, block, &literal)?;
            if let (Some(at), Finished::Container(_)) = (marked, &finished) {
                source.note(at, "marks in the title of a block were left out: it is plain text");
            }
            if !matches!(finished, Finished::Block) || !is_paragraph(block) {
                return Ok(finished);
            }
        }
    }
    if is_paragraph(block) {
        match in_pipe_cell {
            true => list_signs::tell_of_cell(source, &block.inline),
            false => list_signs::keep_apart(source, &mut block.inline),
        }
        words::tell_of_line_start(source, &block.inline);
    }
    if matches!(block.kind, AstKind::Heading(_)) {
        take_heading_id(source, block);
    }
    let marked = |inline: &Inline<'_>| matches!(&inline.kind, InlineKind::Text(text, _) if is_marked(text));
    if block.inline.iter().any(marked) {
        words::take_attributes(source, &mut block.inline);
        take_suffix(block);
        label_marks::take(source, &mut block.inline);
        find_directives(source, block)?;
        words::look_through(source, &mut block.inline);
    }
    cjk::pair(&mut block.inline);
    cjk::tell_unpaired(source, &block.inline);
    repair::repair(source, &mut block.inline)?;
    cjk::join_lines(source, &mut block.inline);
    Ok(if is_paragraph(block) { whole(source, block) } else { Finished::Block })
}

/// What a paragraph is that holds one thing alone.
fn whole(source: &Source, block: &mut AstBlock<'_>) -> Finished {
    match (block.inline.as_slice(), block.handle) {
        ([], Some(handle)) => return Finished::Handle(handle),
        ([], None) => return Finished::Nothing,
        ([Inline { kind: InlineKind::Stored(number), .. }], _) if source.is_stored_block(*number) => {
            block.kind = AstKind::Stored(*number);
        }
        // Alone in a paragraph it is shown as a block, and so it is one from the start.
        ([Inline { kind: InlineKind::Directive(directive), .. }], None) if stands_alone(directive) => {
            block.kind = AstKind::Leaf(directive.clone());
        }
        _ => return Finished::Block,
    }
    block.inline.clear();
    Finished::Block
}

fn is_paragraph(block: &AstBlock<'_>) -> bool {
    matches!(block.kind, AstKind::Paragraph)
}

/// Whether a directive is a new macro that need not stand within a line.
fn stands_alone(directive: &Directive) -> bool {
    let is_of_line = INLINE.contains(&&*directive.name) || is_inline_macro(directive.macro_name());
    directive.handle.is_none() && !is_of_line
}

fn is_text(inline: &Inline<'_>) -> bool {
    matches!(inline.kind, InlineKind::Text(..))
}

/// Text that was not escaped, in italics at most: `[[_TOC_]]`; the end of a line is a blank.
fn is_plain(inline: &Inline<'_>) -> bool {
    match &inline.kind {
        InlineKind::Text(text, escaped) => !escaped || &**text == " ",
        InlineKind::Open("em") | InlineKind::Close("em") => true,
        _ => false,
    }
}

/// Takes off the blanks that HTML leaves at both ends of a line.
pub(super) fn trim(inlines: &mut Vec<Inline<'_>>) {
    while inlines.pop_if(|last| is_line_end(&last.kind)).is_some() {}
    let lead = inlines.iter().take_while(|inline| is_line_end(&inline.kind)).count();
    inlines.drain(..lead);
    // A comment or a tag that was left out may have stood at the end of a text.
    if let Some(Inline { kind: InlineKind::Text(text, false), range }) = inlines.first_mut()
        && text.starts_with(' ')
        && range.len() == text.len()
    {
        let kept = text.trim_start_matches(' ').to_owned();
        range.start += text.len() - kept.len();
        *text = CowStr::from(kept);
    }
    if let Some(Inline { kind: InlineKind::Text(text, false), range }) = inlines.last_mut()
        && text.ends_with(' ')
        && range.len() == text.len()
    {
        let kept = text.trim_end_matches(' ').to_owned();
        range.end -= text.len() - kept.len();
        *text = CowStr::from(kept);
    }
    inlines.retain(|inline| !matches!(&inline.kind, InlineKind::Text(text, false) if text.is_empty()));
}

fn find_directives<'m>(source: &'m Source, block: &mut AstBlock<'m>) -> Result<(), ContentError> {
    let mut found = Vec::with_capacity(block.inline.len());
    let mut run: Vec<Inline<'m>> = Vec::new();
    let mut comments = Comments { open: 0, ends: ends_of_comments(&block.inline) };
    for inline in std::mem::take(&mut block.inline) {
        if is_text(&inline) {
            run.push(inline);
        } else {
            split_run(&mut run, &mut found, &mut comments);
            found.push(inline);
        }
    }
    split_run(&mut run, &mut found, &mut comments);
    block.inline = found;
    if comments.open != 0 {
        let open = block.inline.iter().rev().find(|inline| inline.kind == InlineKind::CommentOpen);
        let at = open.map_or(block.range.start, |open| open.range.start);
        return Err(source.refuse(at, "`:c[` is never closed; end the commented text with `]{reference}`"));
    }
    Ok(())
}

/// Commented text in a line: how many comments are open, and how many places could end one.
struct Comments {
    open: usize,
    ends: usize,
}

fn ends_of_comments(inlines: &[Inline<'_>]) -> usize {
    let texts = inlines.iter().filter_map(|inline| match &inline.kind {
        InlineKind::Text(text, false) => Some(text.matches("]{").count()),
        _ => None,
    });
    texts.sum()
}

fn is_marked(text: &str) -> bool {
    text.contains([
        ':',
        '{',
        ']',
        '}',
        '[',
        '@',
        '=',
        '$',
        '^',
        '~',
        '|',
        '!',
        '+',
        '<',
        super::rewrite::MARK,
    ])
}

/// Moves a run of text pieces over, directives and comment marks found in it split off.
fn split_run<'m>(run: &mut Vec<Inline<'m>>, pieces: &mut Vec<Inline<'m>>, comments: &mut Comments) {
    if run.is_empty() {
        return;
    }
    if !run
        .iter()
        .any(|piece| matches!(&piece.kind, InlineKind::Text(text, _) if text.contains([':', ']', '{'])))
    {
        pieces.append(run);
        return;
    }
    let mut literal = Literal::default();
    let mut places = Vec::with_capacity(run.len());
    for piece in run.iter() {
        if let InlineKind::Text(text, escaped) = &piece.kind {
            places.push(Segment { at: literal.text.len(), source: piece.range.start, escaped: *escaped });
            literal.push(text, *escaped);
        }
    }
    run.clear();
    let behind_code = matches!(pieces.last().map(|last| &last.kind), Some(InlineKind::Code(_)));
    let mut splitter = Splitter { literal: &literal, done: 0, pieces, segments: &places, behind_code };
    let mut at = 0;
    while at < literal.text.len() {
        at = splitter.step(at, comments);
    }
    splitter.flush(literal.text.len());
}

/// A part of a line of text, as the parser found it.
struct Segment {
    at: usize,
    source: usize,
    escaped: bool,
}

struct Splitter<'a, 'm> {
    literal: &'a Literal,
    done: usize,
    pieces: &'a mut Vec<Inline<'m>>,
    segments: &'a [Segment],
    /// Whether code stands right before the text.
    behind_code: bool,
}

impl Splitter<'_, '_> {
    /// Where a place of the line stands in the source.
    fn source(&self, at: usize) -> usize {
        let index = self.segments.partition_point(|segment| segment.at <= at).saturating_sub(1);
        self.segments.get(index).map_or(0, |segment| segment.source + (at - segment.at))
    }

    fn step(&mut self, at: usize, comments: &mut Comments) -> usize {
        let tail = part(self.literal.text.as_bytes(), at..);
        let live = !self.literal.is_escaped(at);
        // Only asked at a colon, where no letter is cut in two.
        let behind_word = || {
            let is_of_word = |sign: char| sign.is_alphanumeric() || matches!(sign, ':' | '_');
            slice(&self.literal.text, ..at).chars().next_back().map_or(self.behind_code, is_of_word)
        };
        match tail.first() {
            // Right behind a word, `x:c[i]`, it is commented text only where something could end it.
            Some(b':')
                if live
                    && tail.starts_with(b":c[")
                    && !self.literal.is_escaped(at + 2)
                    && (!behind_word() || comments.ends > comments.open) =>
            {
                comments.open += 1;
                self.split(at, at + 3, InlineKind::CommentOpen)
            }
            Some(b':') if live => {
                let behind_word = behind_word();
                match directive::parse(self.literal, at + 1).map(|(found, end)| (of_ours(found), end)).filter(
                    |(found, end)| {
                        is_inline(found, behind_word) || !behind_word && self.is_hollow(found, at..*end)
                    },
                ) {
                    Some((found, end)) => self.split(at, end, InlineKind::Directive(Box::new(found))),
                    None => at + 1,
                }
            }
            Some(b']') if live && comments.open > 0 && tail.get(1) == Some(&b'{') => {
                let close = self.literal.text.get(at + 2..).and_then(|rest| rest.find('}'));
                let Some(close) = close else { return at + 1 };
                comments.open -= 1;
                comments.ends = comments.ends.saturating_sub(1);
                let reference = slice(&self.literal.text, at + 2..at + 2 + close).to_owned();
                self.split(at, at + close + 3, InlineKind::CommentClose(reference))
            }
            _ => at + 1,
        }
    }

    /// Whether brackets or braces with nothing in them follow a name that is ours: `:jira{}` is refused, and no text.
    fn is_hollow(&self, directive: &Directive, range: std::ops::Range<usize>) -> bool {
        let is_ours =
            macro_needs::of(&directive.name).is_some() || STANDS_IN_LINE.contains(&&*directive.name);
        let has_label = directive.label.as_deref().is_some_and(|label| !label.is_empty());
        let says_nothing = !has_label && directive.words.is_empty() && directive.handle.is_none();
        let written = slice(&self.literal.text, range);
        is_ours && directive.name != "placeholder" && says_nothing && written.ends_with(['}', ']'])
    }

    fn split(&mut self, at: usize, end: usize, kind: InlineKind<'static>) -> usize {
        self.flush(at);
        self.pieces.push(Inline { kind, range: self.source(at)..self.source(end - 1) + 1 });
        self.done = end;
        end
    }

    /// Hands on the text up to a place, in the parts that the parser found: some are escaped.
    fn flush(&mut self, to: usize) {
        let first = self.segments.partition_point(|segment| segment.at <= self.done).saturating_sub(1);
        for (index, segment) in self.segments.iter().enumerate().skip(first) {
            let end = self.segments.get(index + 1).map_or(to, |next| next.at.min(to));
            let start = segment.at.max(self.done);
            if start >= to {
                break;
            }
            if start < end {
                let text = CowStr::from(slice(&self.literal.text, start..end).to_owned());
                let range = self.source(start)..self.source(end - 1) + 1;
                self.pieces.push(Inline { kind: InlineKind::Text(text, segment.escaped), range });
            }
        }
        self.done = to;
    }
}

/// `:Status[..]` can only be ours.
fn of_ours(mut directive: Directive) -> Directive {
    if STANDS_IN_LINE.iter().any(|name| directive.name.eq_ignore_ascii_case(name)) {
        directive.name.make_ascii_lowercase();
    }
    directive
}

/// Whether a colon and a name are meant as a directive: the name is ours, or a handle or values follow. Right behind a
/// word, `rate:sum{job="x"}`, a macro of another name is meant only where it has a handle.
fn is_inline(directive: &Directive, behind_word: bool) -> bool {
    if directive.name == "jira" && directive.issue_key().is_some() {
        return true;
    }
    // `x:c[i]`, where nothing could end commented text.
    if directive.name == "c" && behind_word {
        return false;
    }
    let of_label = directive.name == "anchor" && directive.label.is_some();
    let of_day = directive.name == "date" && directive.words.len() == 1;
    let of_word = directive.name == "emoticon" && directive.words.len() == 1;
    let ours = INLINE.contains(&&*directive.name)
        && (directive.label.is_some() || !directive.attributes.is_empty() || of_day || of_word);
    let anew = !directive.attributes.is_empty() && (!behind_word || directive.name == "jira");
    ours || of_label || directive.label.is_none() && (directive.handle.is_some() || anew)
}
