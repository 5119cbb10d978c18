//! Who likes content.

use crate::ids::ContentId;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::content::Person;

impl Wiki {
    /// Lists the people who like a page, a blog post or a comment.
    ///
    /// On Data Center this goes by an undocumented URL that was not verified: `Unsupported` where a site lacks it.
    pub fn likes(&self, content: impl Into<ContentId>) -> List<Person> {
        self.list_of(content.into(), "likes", |wiki, content| deployed!(wiki => likes::list(content)))
    }
}
