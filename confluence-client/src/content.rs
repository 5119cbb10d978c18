//! Convert Confluence storage format to Markdown and back, and edit pages without touching anything else.
//!
//! A page is kept in *storage format*, XML of Confluence's own. [`Document::parse`] reads it, [`Document::markdown`]
//! shows it, and [`Document::edit`] changes it: every byte that an edit does not mean stays as it is, and what an edit
//! would lose is reported before anything is sent. Nothing here needs the network.
//!
//! ```
//! use confluence_client::content::{AllowLoss, Document, Edit, ReadOptions};
//!
//! # fn main() -> Result<(), confluence_client::content::ContentError> {
//! let page = Document::parse(
//!     r#"<p local-id="p1">Ship on <time datetime="2026-11-23" />, says <ac:link><ri:user ri:account-id="5570:ab" /></ac:link>.</p>"#,
//! )?;
//! let shown = page.markdown(&ReadOptions::new().names([("5570:ab".to_owned(), "Ada".to_owned())]));
//! assert_eq!(shown.text, "Ship on :date[2026-11-23], says [@Ada](user:5570:ab).\n");
//!
//! let edited = page.edit(&[Edit::page_markdown(shown.text.replace("Ship", "We ship"))])?;
//! let storage = edited.into_storage(&AllowLoss::none())?;
//! assert!(storage.starts_with(r#"<p local-id="p1">We ship on <time"#));
//! # Ok(())
//! # }
//! ```
//!
//! # Our Markdown
//!
//! CommonMark, with the tables, task lists, alerts, struck-out text and footnotes of GitHub, and `<u>`, `<ins>`, `<sub>`,
//! `<sup>`, `<small>`, `<big>`, `<cite>`, `<kbd>`, `<var>` and `<br>`. On writing, bare URLs are links, short codes
//! (`:rocket:`) are emoji, and HTML as READMEs have it (`<img>`, `<a>`, `<div align>`, lists, tables, `<pre>`), admonitions
//! (`!!! note`), containers of other tools (`::: {.callout-note}`), `[TOC]` and well-formed elements of the storage format are
//! taken for what they mean; front matter and comments of other tools (`%% .. %%`, `{/* .. */}`) are no text. What was left out or
//! not understood is reported in [`Note`]s; what cannot be stored is refused with line and column. What Markdown has no word for is a *directive*, `name[label]{#b4 key=value other="with blanks"}`: with one colon within a line, with
//! two colons as a block on a line of its own, with three colons around blocks, up to a line `:::`.
//!
//! | Written | Means |
//! |---|---|
//! | `[text](page:SPACE/Title#anchor)`, `[text](<page:Title with blanks>)` | a link to a page, by default in the same space |
//! | `[text](blog:SPACE/2026-11-23/Title)`, `[text](space:KEY)`, `[text](#anchor)` | links to a blog post, a space, a place on this page |
//! | `[text](attachment:plan.pdf)`, `[text](attachment:SPACE/Title/plan.pdf)` | a link to a file of this page, or of another; of a blog post `attachment:blog:SPACE/2026-11-23/Title/plan.pdf` |
//! | `![alt](attachment:a.png "caption")`, `![alt](https://example.com/a.png)` | an image; on writing also `{width=300}` behind it, `height` and `align` |
//! | `<https://example.com>{card=inline}`, `[Title](page:Title){card=block}` | a link that Cloud shows as a card; said in reading where a link that is none looks like it |
//! | `[@Name](user:ACCOUNT)` | a mention; the account id counts (on Data Center: the user key or name), not the name |
//! | `:date[2026-11-23]` | a date |
//! | `:status[IN PROGRESS]{blue}` | a status: grey, red, yellow, blue, green or purple, else `{colour="#a1b2c3"}`; `subtle` for the pale form |
//! | `:c[text]{reference}` | text that carries an inline comment, shown if asked for |
//! | `:emoticon{name=tick}`, `:placeholder{text="what to fill in"}` | an emoticon without a character, a hint of a template |
//! | `> [!NOTE]`, `[!TIP]`, `[!WARNING]`, `[!CAUTION]` | the macros `info`, `tip`, `note`, `warning`; `[!IMPORTANT]` is `note` too |
//! | `<details>`, `<summary>Title</summary>`, blocks, `</details>`, with blank lines between | the macro `expand` |
//! | fence with `rust title="a.rs"` | the macro `code`; on writing also `linenumbers`, `firstline=5`, `collapse=true`, `theme=Midnight` |
//! | fence with `macro plantuml{format=svg}` | any other macro around plain text |
//! | `::toc{maxLevel=3}`, `::name{}` | any macro without a body; a nameless parameter is called `default`. Without braces only a macro that Confluence itself has: `::toc` |
//! | `:jira{key=ABC-1}` | the same within a line |
//! | `:::excerpt{hidden=true}` | any macro around blocks |
//! | `:::layout`, `:::layout-section{type=two_equal}`, `:::layout-cell` | a layout, its sections and their cells |
//! | `:::adf-extension{#b9 type=decision-list}`, `::element{#b9}` | what can be read, moved, copied and deleted, but not changed or made |
//! | `<table>`, `<tr>`, `<td colspan="2">` with blank lines around blocks | a table with merged cells, or with blocks in its cells |
//! | a backslash before the first colon | the text itself |
//!
//! # Handles
//!
//! `#b12` names a block on one version of a page; the same page and version give the same handles everywhere. A directive
//! with a handle *is* the block of the page: moving or copying the line moves or copies its bytes, changing a parameter
//! changes that parameter. Without a handle it is a new one. A handle that does not fit is an error, and text of a page
//! that imitates a directive is shown escaped. With [`ReadOptions::handles`] blocks show their handles, behind their text
//! or on the line above; the one behind an item of a list names the item. Two lines that look alike in Markdown and differ
//! in what it hides always show theirs.
//!
//! Whoever writes a page back need not copy which blanks were hard ones, nor characters that nobody sees: neither is a
//! change, and [`Edit::replace_text`] finds a text with or without them.
//!
//! # What is kept, shown, editable and lost
//!
//! Made by the tests, which try each. "Written anew" means that the edit is done, without attributes that Markdown does
//! not show.
//!
#![doc = include_str!("content/kept.md")]
//!
//! Counted as not shown, and reported with every reading, are also formatting inside of code and of captions, links
//! inside of links and of captions, settings of code other than language and title, parameters whose names are no words,
//! and elements that nobody knows within a line.
//!
#![doc = include_str!("content/algorithms.md")]

#[cfg(test)]
mod abandoned;
mod addresses;
pub mod adf;
mod ast;
mod base;
mod blocks;
mod call_error;
pub(crate) mod changes;
mod columns;
mod comment_signs;
mod document;
mod edit;
mod emit;
mod extension;
mod fence;
mod grid;
mod handle;
mod heading_links;
mod languages;
pub(crate) mod line_diff;
mod line_starts;
mod loss;
mod macro_names;
mod macro_needs;
mod merge;
mod normalize;
mod note;
mod outline;
mod parameter_names;
mod parameters;
mod placement;
mod ranges;
mod reanchor;
mod render;
mod rewrap;
mod said;
mod short_codes;
mod source_chars;
mod splice;
mod status_colours;
mod three_way_merge;
mod view;
mod write_options;
mod writing;
mod written_as;
mod written_mentions;

#[cfg(feature = "wiki")]
pub(crate) use call_error::of_call;

pub use crate::offload::offload;
pub use crate::storage::error::{ContentError, ContentErrorKind, Position};
pub use document::Document;
pub use edit::{Content, Edit, Edited, Line, Part, TableEdit};
pub use emit::{Converted, to_storage};
pub use handle::Handle;
pub use loss::{AllowLoss, Loss, LossKind};
pub use note::Note;
pub use outline::{Heading, Outline};
pub use render::{Hidden, ReadOptions, Rendered};
pub use three_way_merge::{Conflict, ThreeWay, three_way_merge};
pub use view::view_markdown;
pub use write_options::WriteOptions;
pub use written_mentions::{WrittenMention, written_mentions};
