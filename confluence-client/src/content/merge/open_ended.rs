//! Whether something in a text goes on beyond its end.

/// Whether a text opens a fence, a container or an element of HTML that it does not close: what follows it belongs to that.
/// It may say so of one that is closed after all.
pub(super) fn is_open_ended(markdown: &str) -> bool {
    let mut fence: Option<(char, usize)> = None;
    let mut containers = 0_usize;
    for line in markdown.lines() {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let content =
            content.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with(' ')).unwrap_or(content);
        let content =
            content.trim_start_matches(|sign: char| sign == ' ' || sign.is_ascii_digit() || sign == '.');
        let sign = content.chars().next().unwrap_or(' ');
        let run = content.len() - content.trim_start_matches(sign).len();
        let is_bare = content.trim_start_matches(sign).trim().is_empty();
        match fence {
            Some((open, width)) if sign == open && run >= width && is_bare => fence = None,
            Some(_) => {}
            None if matches!(sign, '`' | '~') && run >= 3 => fence = Some((sign, run)),
            None if sign == ':' && run >= 3 && is_bare => containers = containers.saturating_sub(1),
            None if sign == ':' && run >= 3 => containers += 1,
            // Which elements end where is for the parser to find out.
            None if sign == '<' => return true,
            None => {}
        }
    }
    fence.is_some() || containers > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_at_the_end_is_found() {
        for (text, open) in [
            ("a\n\n```\nb", true),
            ("a\n\n```\nb\n```\n\nc", false),
            ("> ~~~~\n> ~~~\n", true),
            ("- ```rust\n  x\n  ```", false),
            (":::panel\n\nx", true),
            (":::panel\n\nx\n\n:::\n", false),
            ("<div>\n\nx", true),
            ("a `code` b\n\n::toc", false),
        ] {
            assert_eq!(is_open_ended(text), open, "{text}");
        }
    }
}
