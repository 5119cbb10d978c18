//! What Confluence renders, read as Markdown.

use super::blocks::Blocks;
use super::render::{ReadOptions, Rendered, render};
use crate::storage::error::ContentError;
use crate::storage::tree::{Dialect, Tree};

/// Rendered content (the body formats `view` and `export_view`) as Markdown, for macros that show something only once
/// they are rendered. Handles in it name nothing on the page.
///
/// # Errors
/// [`Malformed`](super::ContentErrorKind::Malformed) if a tag or a comment never ends,
/// [`TooLarge`](super::ContentErrorKind::TooLarge) if elements nest more than 100 deep.
pub fn view_markdown(html: &str) -> Result<Rendered, ContentError> {
    let tree = Tree::parse(html, Dialect::Html)?;
    let blocks = Blocks::of(&tree);
    Ok(render(&tree, &blocks, &ReadOptions::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rendered_macros_are_read() {
        let html = r#"<div class="table-wrap"><table class="confluenceTable"><tbody><tr><th>Key</th><th>Summary</th></tr>
            <tr><td><a href="https://example.com/browse/A-1">A-1</a></td><td>Fix&nbsp;it<br>now</td></tr></tbody></table></div>
            <img src="/x.png" alt="chart"><p>R & D"#;
        let text = view_markdown(html).unwrap().text;
        assert_eq!(
            text,
            "| Key | Summary |\n|---|---|\n| [A-1](https://example.com/browse/A-1) | Fix\u{a0}it<br>now |\n\n![chart](/x.png)\n\nR & D\n"
        );
    }
}
