//! URLs of databases.

use std::net::Ipv6Addr;
use std::path::Path;

use covet_core::Dialect;
use url::Url;

/// The schemes of databases.
const KNOWN: [&str; 5] = ["sqlite", "postgres", "postgresql", "mysql", "mariadb"];

/// What stands in the place of a password.
const MASK: &str = "***";

/// The URL of an SQLite file.
pub(super) fn of_file(path: &Path) -> String {
    format!("sqlite://{}", encoded(path))
}

/// A path without what means something else in a URL.
fn encoded(path: &Path) -> String {
    path.display().to_string().replace('%', "%25").replace('?', "%3F")
}

/// A URL with the path of its SQLite file taken from a directory, where it is relative.
pub(super) fn relative_to(url: &str, base: &Path) -> String {
    let Some(rest) = url.strip_prefix("sqlite:").map(|rest| rest.trim_start_matches("//")) else {
        return url.to_owned();
    };
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    if path.is_empty() || path == ":memory:" || url.starts_with("sqlite:///") || Path::new(path).is_absolute() {
        return url.to_owned();
    }
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("sqlite://{}/{path}{query}", encoded(base))
}

/// A URL without its password.
pub(crate) fn masked(url: &str) -> String {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    let known = KNOWN.contains(&scheme);
    if scheme == "sqlite" {
        return url.to_owned();
    }
    let Some(mut parsed) = Url::parse(url).ok().filter(|_| known) else {
        // What cannot be read may have its password anywhere.
        return if known { format!("{scheme}://{MASK}") } else { MASK.to_owned() };
    };
    if parsed.password().is_none() && !has_secret(&parsed) {
        return url.to_owned();
    }
    if parsed.password().is_some() {
        // A URL with a password has a host, and takes another.
        let _ = parsed.set_password(Some(MASK));
    }
    if has_secret(&parsed) {
        let pairs: Vec<(String, String)> = parsed.query_pairs().into_owned().collect();
        let mut query = parsed.query_pairs_mut();
        query.clear();
        for (name, value) in pairs {
            query.append_pair(&name, if is_secret(&name) { MASK } else { &value });
        }
    }
    parsed.to_string()
}

fn has_secret(url: &Url) -> bool {
    url.query_pairs().any(|(name, _)| is_secret(&name))
}

fn is_secret(name: &str) -> bool {
    name.contains("password")
}

/// The parts of the URL of a server's database.
pub(super) struct Parts<'a> {
    pub(super) dialect: Dialect,
    pub(super) host: &'a str,
    pub(super) port: Option<u16>,
    pub(super) name: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) password: Option<&'a str>,
}

impl Parts<'_> {
    /// The URL; nothing where the host is none.
    pub(super) fn url(&self) -> Option<String> {
        let scheme = if self.dialect == Dialect::MySql { "mysql" } else { "postgres" };
        let mut url = Url::parse(&format!("{scheme}://localhost/")).ok()?;
        if self.host.starts_with('/') {
            // For PostgreSQL the directory of the socket, for MySQL the socket itself.
            let name = if self.dialect == Dialect::MySql { "socket" } else { "host" };
            url.query_pairs_mut().append_pair(name, self.host);
        } else if self.host.parse::<Ipv6Addr>().is_ok() {
            url.set_host(Some(&format!("[{}]", self.host))).ok()?;
        } else {
            url.set_host(Some(self.host)).ok()?;
        }
        url.set_port(self.port).ok()?;
        url.path_segments_mut().ok()?.clear().push(self.name);
        if let Some(user) = self.user {
            url.set_username(user).ok()?;
        }
        url.set_password(self.password).ok()?;
        Some(url.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_masked_wherever_they_stand() {
        assert_eq!(masked("postgres://me:secret@host/db"), "postgres://me:***@host/db");
        assert_eq!(masked("postgres://me@host/db?password=secret&a=b"), "postgres://me@host/db?password=***&a=b");
        assert_eq!(masked("postgres://me@host/db"), "postgres://me@host/db");
        assert_eq!(masked("sqlite://app.db?mode=rwc"), "sqlite://app.db?mode=rwc");
        assert_eq!(masked("postgres://me:sec ret@ho st:x/db"), "postgres://***");
        assert_eq!(masked("me:secret@host"), "***");
        assert_eq!(masked("secret"), "***");
    }

    #[test]
    fn files_are_found_from_where_they_are_named() {
        let base = Path::new("/shop");
        assert_eq!(relative_to("sqlite://a.db?mode=rwc", base), "sqlite:///shop/a.db?mode=rwc");
        assert_eq!(relative_to("sqlite:data/a.db", base), "sqlite:///shop/data/a.db");
        assert_eq!(relative_to("sqlite:a%20b.db", Path::new("/50%")), "sqlite:///50%25/a%20b.db");
        for url in ["sqlite:///a.db", "sqlite::memory:", "sqlite://:memory:", "postgres://a/b"] {
            assert_eq!(relative_to(url, base), url);
        }
    }
}
