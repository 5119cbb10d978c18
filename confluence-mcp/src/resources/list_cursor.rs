//! The cursor of the list of resources.

use crate::advice::Failure;

/// A place in the spaces of a site. Where there are several sites, its number stands before the place in its own list.
#[derive(Debug)]
pub(crate) struct ListCursor<'a> {
    sites: &'a [String],
    at: usize,
    cursor: Option<&'a str>,
}

impl<'a> ListCursor<'a> {
    /// Reads what a list gave as its `nextCursor`; the beginning without it.
    pub(crate) fn parse(sites: &'a [String], cursor: Option<&'a str>) -> Result<Self, Failure> {
        let Some(cursor) = cursor.filter(|_| sites.len() > 1) else {
            return Ok(Self { sites, at: 0, cursor });
        };
        let (at, cursor) = cursor.split_once('/').ok_or_else(Failure::cursor)?;
        let at = at.parse().ok().filter(|at| *at < sites.len()).ok_or_else(Failure::cursor)?;
        Ok(Self { sites, at, cursor: Some(cursor).filter(|cursor| !cursor.is_empty()) })
    }

    /// The site, where there are several.
    pub(crate) fn site(&self) -> Option<&'a str> {
        self.sites.get(self.at).filter(|_| self.sites.len() > 1).map(String::as_str)
    }

    /// Whether the list begins here.
    pub(crate) fn is_first(&self) -> bool {
        self.at == 0 && self.cursor.is_none()
    }

    pub(crate) fn cursor(&self) -> Option<&'a str> {
        self.cursor
    }

    /// The place behind this one, from where the site's own list goes on.
    pub(crate) fn next(&self, own: Option<String>) -> Option<String> {
        let several = self.sites.len() > 1;
        match own {
            Some(own) if several => Some(format!("{}/{own}", self.at)),
            None if self.at + 1 < self.sites.len() => Some(format!("{}/", self.at + 1)),
            own => own,
        }
    }
}
