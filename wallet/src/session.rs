//! One run of the tool: the words, the home, the clock and the passphrase that its commands work with.

use std::path::PathBuf;

use host::clock::Clock;
use host::fault::Fault;
use host::home::{Home, HomeLock};
use host::language::{FluentValue, Language, Words};
use host::{file, passphrase};
use shared::claims::{Claim, ClaimKey};
use shared::issuer_entry::IssuerEntry;
use shared::time::UnixTime;
use time::{OffsetDateTime, UtcOffset};
use zeroize::Zeroizing;

/// What a command is given.
#[derive(Debug)]
pub struct Session {
    /// The texts, in the language of the person.
    pub words: Words,
    /// Where the wallet is.
    pub home: Home,
    /// The time.
    pub clock: Clock,
    /// The time zone in which times are shown.
    pub zone: UtcOffset,
    /// Whether a program reads the output.
    pub json: bool,
    /// The file with the passphrase, if one is named.
    pub passphrase_file: Option<PathBuf>,
}

impl Session {
    /// Now.
    #[must_use]
    pub fn now(&self) -> UnixTime {
        UnixTime::new(self.clock.now_unix()).unwrap_or(UnixTime::MAX)
    }

    /// The text of a message.
    #[must_use]
    pub fn say(&self, id: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.words.say(id, args)
    }

    /// The passphrase of the wallet.
    pub fn passphrase(&self) -> Result<Zeroizing<String>, Fault> {
        let prompt = self.say("passphrase", &[]);
        passphrase::obtain(self.passphrase_file.as_deref(), &prompt, None)
    }

    /// A passphrase for a new wallet, typed twice where it is typed.
    pub fn new_passphrase(&self) -> Result<Zeroizing<String>, Fault> {
        let (prompt, repeat) = (
            self.say("passphrase-new", &[]),
            self.say("passphrase-repeat", &[]),
        );
        passphrase::obtain(self.passphrase_file.as_deref(), &prompt, Some(&repeat))
    }

    /// The right to write to the home, cleared of what killed writers left.
    pub fn lock(&self) -> Result<HomeLock, Fault> {
        let lock = self.home.lock()?;
        file::sweep(self.home.path(), &lock)?;
        Ok(lock)
    }

    /// The name of a status.
    #[must_use]
    pub fn name_of(&self, claim: ClaimKey) -> String {
        match (Claim::from_key(claim), self.words.language()) {
            (Some(claim), Language::Russian) => claim.russian().to_owned(),
            (Some(claim), Language::English) => claim.english().to_owned(),
            (None, _) => claim.to_string(),
        }
    }

    /// The names of several statuses.
    #[must_use]
    pub fn names_of(&self, claims: &[ClaimKey]) -> String {
        let names: Vec<_> = claims.iter().map(|&claim| self.name_of(claim)).collect();
        names.join(", ")
    }

    /// The name of an issuer.
    #[must_use]
    pub fn issuer<'i>(&self, issuer: &'i IssuerEntry) -> &'i str {
        match self.words.language() {
            Language::Russian => issuer.name_russian(),
            Language::English => issuer.name_english(),
        }
    }

    /// A moment as people write it, in the time zone of the person.
    #[must_use]
    pub fn moment(&self, moment: UnixTime) -> String {
        let seconds = i64::try_from(moment.seconds()).unwrap_or(i64::MAX);
        let Some(local) = OffsetDateTime::from_unix_timestamp(seconds)
            .ok()
            .and_then(|utc| utc.checked_to_offset(self.zone))
        else {
            // A year that no calendar here has.
            return moment.to_string();
        };
        let two = |number: u8| FluentValue::from(format!("{number:02}"));
        self.say(
            "moment",
            &[
                ("day", local.day().into()),
                ("month", u8::from(local.month()).into()),
                ("year", local.year().to_string().into()),
                ("hour", two(local.hour())),
                ("minute", two(local.minute())),
                ("zone", zone_name(self.zone).into()),
            ],
        )
    }
}

/// `UTC`, `UTC+3`, `UTC-3:30`.
fn zone_name(zone: UtcOffset) -> String {
    let (hours, minutes, _) = zone.as_hms();
    let sign = if zone.is_negative() { '-' } else { '+' };
    match (hours.unsigned_abs(), minutes.unsigned_abs()) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(language: Language, zone: UtcOffset) -> Session {
        Session {
            words: crate::cli::words(language),
            home: Home::new(Some("nowhere".as_ref()), "wallet").unwrap(),
            clock: Clock::rehearsal(0),
            zone,
            json: false,
            passphrase_file: None,
        }
    }

    #[test]
    fn moments_are_local_and_say_so() {
        let moment = UnixTime::new(1_764_277_200).unwrap();
        for (language, hours, minutes, text) in [
            (Language::Russian, 3, 0, "28 ноября 2025 г., 00:00 (UTC+3)"),
            (Language::Russian, 0, 0, "27 ноября 2025 г., 21:00 (UTC)"),
            (
                Language::English,
                -3,
                -30,
                "27 November 2025, 17:30 (UTC-3:30)",
            ),
        ] {
            let zone = UtcOffset::from_hms(hours, minutes, 0).unwrap();
            assert_eq!(session(language, zone).moment(moment), text);
        }
        let session = session(Language::Russian, UtcOffset::UTC);
        assert_eq!(session.moment(UnixTime::MAX), UnixTime::MAX.to_string());
    }

    #[test]
    fn a_status_is_named_in_the_language() {
        let session = session(Language::Russian, UtcOffset::UTC);
        assert_eq!(session.name_of(Claim::Student.key()), "студент");
        let later = ClaimKey::new(-70_000).unwrap();
        assert_eq!(
            session.names_of(&[Claim::Adult.key(), later]),
            "совершеннолетний, -70000"
        );
    }
}
