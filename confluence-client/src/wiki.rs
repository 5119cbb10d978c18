//! High-level client, one API for Confluence Cloud and Data Center: pages, comments, attachments, labels, spaces, tasks,
//! search.
//!
//! A [`Wiki`] is a [`Client`] with a [`Policy`]. It deals in models that mean the same everywhere, and where a
//! deployment lacks something, the error is [`ErrorKind::Unsupported`](crate::ErrorKind) and names the alternative.

/// Calls a function of a topic in the driver of the deployment: `deployed!(self => pages::get(&id).await)`.
macro_rules! deployed {
    ($wiki:expr => $topic:ident::$function:ident($($argument:expr),* $(,)?) $(.$awaited:tt)?) => {
        match $wiki.site().deployment() {
            $crate::site::Deployment::Cloud => {
                $crate::wiki::driver::cloud::$topic::$function(&$wiki.backend, $($argument),*) $(.$awaited)?
            }
            $crate::site::Deployment::DataCenter => {
                $crate::wiki::driver::data_center::$topic::$function(&$wiki.backend, $($argument),*) $(.$awaited)?
            }
        }
    };
}

mod attachments;
mod backend;
mod clearance;
mod comments;
mod composed;
mod content_states;
#[cfg(feature = "sql")]
mod contents;
mod copied_links;
mod copied_restrictions;
#[cfg(feature = "markdown")]
mod diff;
#[cfg(feature = "sql")]
mod directory;
mod downloading;
mod driver;
#[cfg(feature = "markdown")]
mod edit;
mod folders;
mod labels;
mod likes;
mod list;
mod locator;
mod long_tasks;
mod lost_answer;
mod lost_write;
mod model;
mod moving;
mod pages;
mod people;
mod policy;
mod properties;
mod publishing;
mod restrictions;
mod scopes;
mod search;
mod space_permissions;
mod space_properties;
#[cfg(feature = "sql")]
mod space_rows;
mod spaces;
#[cfg(feature = "sql")]
mod task_rows;
mod tasks;
mod templates;
mod trash;
mod tree;
mod tree_contents;
mod versions;
mod views;
mod watches;

use std::sync::Arc;

use crate::client::Client;
use crate::site::Site;
use crate::time_zone::TimeZone;
use backend::Backend;

#[cfg(feature = "markdown")]
pub use diff::DiffOf;
pub use downloading::AttachmentDownload;
#[cfg(feature = "markdown")]
pub use edit::{EditedPage, MergeConflict, PageEdit, Preview};
pub use list::{List, Slice};
pub use locator::{FileLocator, Locator};
pub use model::attachments::{Attachment, Upload};
#[cfg(feature = "markdown")]
pub use model::comments::EditedComment;
pub use model::comments::{Comment, CommentKind, Passage};
pub use model::content::{Hit, Node, Page, Person, Revision, Space};
pub use model::content_states::ContentState;
pub use model::folders::{Folder, NewFolder};
pub use model::labels::Label;
#[cfg(feature = "sql")]
pub(crate) use model::labels::check_label;
pub use model::long_tasks::LongTask;
pub use model::moving::{PageCopy, Position, TreeCopy};
pub use model::people::Group;
pub use model::properties::Property;
#[cfg(feature = "sql")]
pub(crate) use model::publishing::LONGEST_TITLE;
pub use model::publishing::{NewPage, PageUpdate};
pub use model::restrictions::{Allowed, Permitted, Restrictions};
pub use model::space_permissions::SpacePermission;
pub use model::space_ref::SpaceRef;
pub use model::spaces::{NewSpace, SpaceUpdate};
pub use model::tasks::{Task, TaskQuery};
pub use model::templates::Template;
pub use model::tree::Branch;
pub use model::tree_contents::TreeContent;
#[cfg(feature = "sql")]
pub(crate) use model::views::Counted;
pub use model::views::Views;
pub use model::write_target::WriteTarget;
pub use policy::Policy;
pub use scopes::{missing_scopes, needed_scopes, scopes};

#[cfg(feature = "sql")]
pub(crate) use model::rows;

/// Reads and writes pages, comments, attachments and the rest of a Confluence site, Cloud or Data Center, under a
/// [`Policy`].
///
/// ```no_run
/// # async fn example(token: String) -> Result<(), Box<dyn std::error::Error>> {
/// use confluence_client::{Client, Credential, Policy, Site, Wiki};
///
/// let site = Site::cloud("https://example.atlassian.net")?;
/// let credential = Credential::basic("me@example.com", &token)?;
/// let client = Client::builder(site).authenticator(credential).build()?;
/// let wiki = Wiki::new(client).with_policy(Policy::new().spaces(["DOCS"]).read_only(true));
/// let page = wiki.page_by_title("DOCS", "Getting started").await?;
/// println!("{}", page.storage.unwrap_or_default());
/// # Ok(())
/// # }
/// ```
#[doc = include_str!("wiki/topics.md")]
#[derive(Clone, Debug)]
pub struct Wiki {
    backend: Backend,
    policy: Arc<Policy>,
    /// The time zone of the account, where it is known.
    time_zone: Option<TimeZone>,
    /// The most rows of one SQL query, where the connection bounds them.
    #[cfg(feature = "sql")]
    row_limit: Option<u64>,
}

impl Wiki {
    /// Makes a wiki of a client, without a policy: everything is allowed.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            backend: Backend::new(client),
            policy: Arc::default(),
            time_zone: None,
            #[cfg(feature = "sql")]
            row_limit: None,
        }
    }

    /// Limits the wiki to what its policy and this one both allow, in everything that is done with it from now on. A
    /// policy is never widened; a wiki without one is made of its [`client`](Self::client).
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        let policy = self.policy.as_ref().clone().and(policy);
        let backend = Backend { keys_alone: policy.restricts_writes(), ..self.backend };
        Self { policy: Arc::new(policy), backend, ..self }
    }

    /// Returns the client below, which knows no policy.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.backend.client
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
        let client = change(&self.backend.client);
        // What one caller looked up is none of another's business.
        let backend = match client.is_clone_of(&self.backend.client) {
            true => Backend { client, ..self.backend.clone() },
            false => Backend { keys_alone: self.backend.keys_alone, ..Backend::new(client) },
        };
        Self { backend, ..self.clone() }
    }

    /// The same wiki for an account whose time zone is known: the service reads dates in searches in that zone, and
    /// `sql::Sql` reads and shows points in time in it.
    ///
    /// It is taken as true: with another zone than the one in the profile of the account,
    /// [`changed_since`](Self::changed_since) leaves out changes of some hours.
    #[must_use]
    pub fn with_time_zone(self, zone: TimeZone) -> Self {
        Self { time_zone: Some(zone), ..self }
    }

    /// The time zone of the account, where it is known.
    #[must_use]
    pub fn time_zone(&self) -> Option<&TimeZone> {
        self.time_zone.as_ref()
    }

    /// The same wiki with at most this many rows in the whole result of one SQL query, whatever the query says.
    #[cfg(all(feature = "sql", feature = "oauth"))]
    pub(crate) fn with_row_limit(self, row_limit: Option<u64>) -> Self {
        Self { row_limit, ..self }
    }

    #[cfg(feature = "sql")]
    pub(crate) fn row_limit(&self) -> Option<u64> {
        self.row_limit
    }

    /// Returns the policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Returns the site.
    #[must_use]
    pub fn site(&self) -> &Site {
        self.backend.site()
    }
}
