//! Names of parameters, which are written `@name`, `:name` and `$name`, in any case.

/// The sign before a name.
const SIGNS: [char; 3] = ['@', ':', '$'];

/// The name without its sign.
pub(super) fn bare(name: &str) -> &str {
    name.trim_start_matches(SIGNS)
}

/// Whether both are one parameter. What has no name is told by its place.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    !bare(one).is_empty() && bare(one).eq_ignore_ascii_case(bare(other))
}
