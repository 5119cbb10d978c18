//! One row for each property: from it the parser, the help, the book and the manual are made.

/// A property of a connection string: its names, what it means, and what becomes of it.
///
/// A crate that understands more properties than this one declares them as rows of its own and adds them with
/// [`Layers::with_properties`](super::Layers::with_properties):
///
/// ```
/// use confluence_oauth::{ConnectionString, Property};
///
/// static MINE: &[Property] = &[Property::new("Colour", "The colour of links.").default("blue").example("green")];
///
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// let mut string = ConnectionString::layers().with_properties(MINE).string("colour=red").build()?;
/// assert_eq!(string.take("Colour").unwrap().text()?, "red");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Property {
    /// The canonical spelling.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// Environment variables that mean the same, whole, besides `CONFLUENCE_<NAME>`.
    pub variables: &'static [&'static str],
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// What counts where it is absent, in words; empty if nothing does.
    pub default: &'static str,
    /// A value, as it would be written.
    pub example: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// Whether its value may name a file.
    pub file: bool,
    /// Whether it takes rights away, so that a misspelt name must not pass.
    pub restricts: bool,
    /// Whether it is used, ignored or refused.
    pub treatment: Treatment,
}

/// How a property is treated: used, ignored or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Treatment {
    /// It does what its meaning says.
    Used,
    /// It is taken and has no effect here; [`ConnectionString::notes`](super::ConnectionString::notes) lists it.
    Ignored,
    /// A string or an environment that has it is refused, since ignoring it would not be what was meant.
    Refused,
}

impl Property {
    /// A property that is used.
    #[must_use]
    pub const fn new(name: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            aliases: &[],
            variables: &[],
            meaning,
            default: "",
            example: "",
            secret: false,
            file: false,
            restricts: false,
            treatment: Treatment::Used,
        }
    }

    /// A property of another product that has no effect here; `why` completes "is ignored: ".
    #[must_use]
    pub const fn ignored(name: &'static str, why: &'static str) -> Self {
        Self { treatment: Treatment::Ignored, ..Self::new(name, why) }
    }

    /// A property that is refused; `instead` says what to do in its place.
    #[must_use]
    pub const fn refused(name: &'static str, instead: &'static str) -> Self {
        Self { treatment: Treatment::Refused, ..Self::new(name, instead) }
    }

    /// Other names that mean the same.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Environment variables that mean the same, named whole.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [&'static str]) -> Self {
        self.variables = variables;
        self
    }

    /// What counts where it is absent.
    #[must_use]
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    /// A value, as it would be written.
    #[must_use]
    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// The same with a value that must never be shown.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The same with a value that may name a file.
    #[must_use]
    pub const fn file(mut self) -> Self {
        self.file = true;
        self
    }

    /// The same, taking rights away: what looks like a misspelt name of it is refused.
    #[must_use]
    pub const fn restricts(mut self) -> Self {
        self.restricts = true;
        self
    }

    /// The variable of the environment that sets it: `OAuthClientId` is `CONFLUENCE_OAUTH_CLIENT_ID`.
    #[must_use]
    pub fn variable(&self) -> String {
        let letters: Vec<char> = self.name.chars().collect();
        let mut variable = String::from(PREFIX);
        for (at, letter) in letters.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| letters.get(at));
            let after = letters.get(at + 1);
            // A word begins after a small letter, and where a run of capitals ends: `OAuth|Client`, `SSL|Server`.
            let begins = before.is_some_and(|before| before.is_lowercase())
                || (at > 1 && after.is_some_and(|after| after.is_lowercase()));
            if letter.is_uppercase() && at > 0 && begins {
                variable.push('_');
            }
            variable.push(letter.to_ascii_uppercase());
        }
        variable
    }

    pub(super) fn goes_by(&self, name: &str) -> bool {
        std::iter::once(&self.name).chain(self.aliases).any(|known| is_same_name(known, name))
    }
}

/// What the variables begin with that set properties by their names.
pub(super) const PREFIX: &str = "CONFLUENCE_";

/// The same, normalized.
pub(super) const OURS: &str = "confluence";

/// The form in which names are compared: no case, no spaces, no underscores, no hyphens, nothing invisible.
pub(crate) fn normalize(name: &str) -> String {
    normalized(name).collect()
}

/// Whether two names are the same in that form. Names are compared by the hundred at each start.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    normalized(one).eq(normalized(other))
}

fn normalized(name: &str) -> impl Iterator<Item = char> {
    let divides = |letter: &char| letter.is_whitespace() || matches!(letter, '_' | '-') || is_unseen(*letter);
    name.chars().filter(move |letter| !divides(letter)).flat_map(char::to_lowercase)
}

/// Whether a character shows nothing or a gap, and is none of ASCII: what copying from a web page leaves in a text. These
/// are the ones that the standard library escapes within a text, after a letter on which an accent may stand.
pub(super) fn is_unseen(letter: char) -> bool {
    !letter.is_ascii() && format!("a{letter}").escape_debug().nth(1) == Some('\\')
}
