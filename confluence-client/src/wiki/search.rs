//! Search.

use std::sync::Arc;
use std::time::SystemTime;

use crate::cql::{self, Cql, Literal};
use crate::ids::SpaceKey;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::content::Hit;
use crate::wiki::policy::ClearedRead;
use crate::wire::timestamp::Timestamp;

impl Wiki {
    /// Searches by CQL. A policy that leaves out spaces bounds the query and checks every row, whose
    /// total is then not known.
    pub fn search(&self, query: &Cql) -> List<Hit> {
        self.found(query, false)
    }

    /// Searches by CQL, in archived spaces as well; otherwise as [`Wiki::search`].
    pub fn search_with_archived(&self, query: &Cql) -> List<Hit> {
        self.found(query, true)
    }

    /// Lists the pages and blog posts of a space that were changed at or after this point in time, the earliest change
    /// first: for jobs that copy a wiki step by step.
    ///
    /// Nothing is lost to time zones: the service reads dates in the zone of the account and to the minute, so that more
    /// is asked for than is wanted, a day more where the zone is not known ([`Wiki::with_time_zone`]), and what is too old
    /// is left out here. A row that does not say when it was changed is
    /// kept. The service finds a change some moments after it was made, so let the next run begin some minutes before the
    /// end of the last one, and compare [`Hit::version`].
    ///
    /// ```no_run
    /// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
    /// use std::time::{Duration, SystemTime};
    /// use futures_util::TryStreamExt as _;
    ///
    /// let yesterday = SystemTime::now() - Duration::from_secs(24 * 3600);
    /// let mut changed = wiki.changed_since("DOCS", yesterday).stream();
    /// while let Some(hit) = changed.try_next().await? {
    ///     println!("{} is at version {}", hit.title, hit.version.unwrap_or_default());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn changed_since(&self, space: impl Into<SpaceKey>, since: SystemTime) -> List<Hit> {
        let kinds = cql::TYPE.is_one_of(["page", "blogpost"]);
        let changed = match &self.time_zone {
            Some(zone) => cql::LAST_MODIFIED.since(Literal::in_time_zone(since, zone)),
            None => cql::LAST_MODIFIED.since_in_any_zone(since),
        };
        let found = self.list_in(space, "changed_since", |space| {
            let query = cql::SPACE.is(&*space).and(kinds).and(changed);
            self.found(&query.ordered([cql::LAST_MODIFIED.ascending()]), false)
        });
        found.keeping(move |hit: &Hit| {
            let modified = hit.modified.as_ref().and_then(Timestamp::to_system_time);
            modified.is_none_or(|modified| modified >= since)
        })
    }

    fn found(&self, query: &Cql, archived: bool) -> List<Hit> {
        let found = self.list_by(query, |query| deployed!(self => search::by_cql(query, archived)));
        if !self.policy.restricts_spaces() {
            return found;
        }
        let policy = Arc::clone(&self.policy);
        found.keeping(move |hit: &Hit| hit.space.as_ref().is_some_and(|space| policy.allows(space)))
    }

    /// A list of what a query finds within the bounds of the policy, of which no failure tells.
    pub(super) fn list_by<T: Send + 'static>(
        &self,
        query: &Cql,
        list: impl FnOnce(&ClearedRead<Cql>) -> List<T>,
    ) -> List<T> {
        let bound = match self.policy.search(query) {
            Ok(bound) => bound,
            Err(error) => return List::refused(error),
        };
        let (policy, query) = (Arc::clone(&self.policy), query.clone());
        list(&bound).reworded(move |error| policy.without_bounds(&query, error))
    }
}
