//! One face for every deployment: what a person does with a wiki, on Cloud and on Data Center alike.
//!
//! A [`Wiki`] is a [`Client`] with a [`Policy`]. It deals in models that mean the same everywhere, and where a
//! deployment lacks something, the error is [`ErrorKind::Unsupported`](crate::ErrorKind) and names the alternative.

use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::ContentType;
use crate::site::Site;

/// Calls a function of a topic in the module of the deployment: `deployed!(self => pages::get(&id).await)`.
macro_rules! deployed {
    ($wiki:expr => $topic:ident::$function:ident($($argument:expr),* $(,)?) $(.$awaited:tt)?) => {
        match $wiki.site().deployment() {
            $crate::site::Deployment::Cloud => {
                $crate::wiki::cloud::$topic::$function($wiki, $($argument),*) $(.$awaited)?
            }
            $crate::site::Deployment::DataCenter => {
                $crate::wiki::data_center::$topic::$function($wiki, $($argument),*) $(.$awaited)?
            }
        }
    };
}

mod attachments;
mod cloud;
mod comments;
#[cfg(feature = "sql")]
pub(crate) mod contents;
mod data_center;
#[cfg(feature = "markdown")]
mod diff;
#[cfg(feature = "sql")]
pub(crate) mod directory;
mod downloading;
#[cfg(feature = "markdown")]
mod edit;
mod folders;
mod labels;
mod list;
mod locator;
mod long_tasks;
mod model;
mod moving;
mod pages;
mod people;
mod place;
mod policy;
mod properties;
mod publishing;
mod remembered;
mod restrictions;
mod scopes;
mod search;
mod settling;
mod shapes;
mod space_properties;
#[cfg(feature = "sql")]
pub(crate) mod space_rows;
mod spaces;
#[cfg(feature = "sql")]
pub(crate) mod task_rows;
mod tasks;
mod templates;
mod trash;
mod tree;
mod versions;
mod views;
mod watches;

pub use attachments::{Attachment, Upload};
pub use comments::{Comment, CommentKind, Passage};
#[cfg(feature = "markdown")]
pub use diff::DiffOf;
pub use downloading::AttachmentDownload;
#[cfg(feature = "markdown")]
pub use edit::{EditedPage, MergeConflict, PageEdit, Preview};
pub use folders::{Folder, NewFolder};
pub use labels::Label;
pub use list::{List, Slice};
pub use locator::Locator;
pub use long_tasks::LongTask;
pub use model::{Hit, Node, Page, Person, Revision, Space, SpaceRef};
pub use moving::{PageCopy, Position, TreeCopy};
pub use people::Group;
pub use policy::Policy;
pub use properties::Property;
pub use publishing::{NewPage, PageUpdate};
pub use restrictions::{Allowed, Permitted, Restrictions};
pub use scopes::scopes;
pub use spaces::{NewSpace, SpaceUpdate};
pub use tasks::{Task, TaskQuery};
pub use templates::Template;
pub use tree::Branch;
pub use views::Views;

use remembered::Remembered;

/// A wiki: a client, and what may be done with it.
#[derive(Clone, Debug)]
pub struct Wiki {
    client: Client,
    policy: Arc<Policy>,
    known: Arc<Known>,
}

/// What was looked up before. None of it says that the caller may see anything.
#[derive(Debug)]
struct Known {
    space_keys: Remembered<SpaceId, SpaceKey>,
    space_ids: Remembered<SpaceKey, SpaceId>,
    kinds: Remembered<ContentId, ContentType>,
    people: Remembered<String, Person>,
}

impl Default for Known {
    fn default() -> Self {
        const WHILE: Duration = Duration::from_secs(600);
        Self {
            space_keys: Remembered::for_ever(),
            space_ids: Remembered::for_a_while(WHILE),
            kinds: Remembered::for_ever(),
            people: Remembered::for_a_while(WHILE),
        }
    }
}

impl Wiki {
    /// The wiki that a client reaches, without a policy.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client, policy: Arc::default(), known: Arc::default() }
    }

    /// The same wiki under a policy, which holds for everything that is done with it.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy: Arc::new(policy), ..self }
    }

    /// The client below, which knows no policy.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same wiki, under the same policy, by another clone of its client: with another deadline, retry policy or
    /// header.
    ///
    /// ```
    /// # use confluence_client::Wiki;
    /// # fn example(wiki: Wiki) {
    /// use std::time::Duration;
    ///
    /// let patient = wiki.with_client(|client| client.with_timeout(Duration::from_secs(300)));
    /// # }
    /// ```
    #[must_use]
    pub fn with_client(&self, change: impl FnOnce(&Client) -> Client) -> Self {
        let client = change(&self.client);
        // What one caller looked up is none of another's business.
        let known = if client.is_clone_of(&self.client) { Arc::clone(&self.known) } else { Arc::default() };
        Self { client, known, policy: Arc::clone(&self.policy) }
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> &Site {
        self.client.site()
    }
}

/// The error where a deployment lacks something.
fn unsupported(operation: &'static str, alternative: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, operation).said(alternative)
}
