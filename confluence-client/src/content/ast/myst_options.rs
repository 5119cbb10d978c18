//! Options below the line that opens a container, as MyST writes them: `:::{warning}` and `:class: dropdown`.

use super::container_line::unbraced;
use super::fence_options::option;
use super::line_shape::Line;

/// The lines below such a line that are options.
pub(super) fn read<'m>(line: &str, below: &[Line<'m>]) -> Vec<&'m str> {
    let content = line.trim_start_matches([' ', '>']);
    let colons = content.bytes().take_while(|&byte| byte == b':').count();
    if unbraced(content, colons).is_none() {
        return Vec::new();
    }
    let content = |line: &Line<'m>| line.text.trim_start_matches([' ', '>']).trim_end();
    below
        .iter()
        .map(content)
        .take_while(|line| option(line).is_some_and(|(name, _)| is_known(name)))
        .collect()
}

/// Whether an option is one of the blocks of MyST, Sphinx and their designs. Anything else between colons is text, such as
/// `:warning: Mind the gap`.
fn is_known(name: &str) -> bool {
    const FAMILIES: [&str; 4] = ["class-", "img-", "link-", "gutter-"];
    const NAMES: [&str; 36] = [
        "align",
        "alt",
        "animate",
        "chevron",
        "class",
        "closed",
        "color",
        "columns",
        "enumerated",
        "figclass",
        "figwidth",
        "gutter",
        "header-rows",
        "height",
        "icon",
        "kind",
        "label",
        "link",
        "loading",
        "margin",
        "name",
        "nonumber",
        "number",
        "numbered",
        "open",
        "outline",
        "padding",
        "reverse",
        "scale",
        "selected",
        "shadow",
        "sync",
        "target",
        "text-align",
        "width",
        "widths",
    ];
    NAMES.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use crate::content::{WriteOptions, to_storage};

    #[test]
    fn options_of_a_container_are_left_out_and_told() {
        let body = "<ac:rich-text-body><p>body</p></ac:rich-text-body>";
        for markdown in [
            ":::{warning}\n:class: dropdown\n:name: w1\n\nbody\n:::",
            ":::{warning} \n:class: dropdown\nbody\n:::",
            "> :::{warning}\n> :class: dropdown\n>\n> body\n> :::",
        ] {
            let page = to_storage(markdown, &WriteOptions::new()).unwrap();
            assert!(page.storage.contains(body), "{}", page.storage);
            assert!(
                page.notes.iter().any(|note| note.message.contains("`:class: dropdown`")),
                "{:?}",
                page.notes
            );
        }
        for (text, stored) in [
            (":warning: Mind the gap", "<p>\u{26a0}\u{fe0f} Mind the gap</p>"),
            (":Author: Ada", "<p>:Author: Ada</p>"),
        ] {
            let page =
                to_storage(&format!(":::{{tip}}\n:class: x\n{text}\n:::"), &WriteOptions::new()).unwrap();
            assert!(page.storage.contains(stored), "{}", page.storage);
        }
        let page = to_storage(":::warning\n:name: w1\n:::", &WriteOptions::new()).unwrap();
        assert!(page.storage.contains("<p>:name: w1</p>"), "{}", page.storage);
    }
}
