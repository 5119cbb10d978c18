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
    below.iter().map(content).take_while(|line| option(line).is_some()).collect()
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
        let page = to_storage(":::warning\n:name: w1\n:::", &WriteOptions::new()).unwrap();
        assert!(page.storage.contains("<p>:name: w1</p>"), "{}", page.storage);
    }
}
