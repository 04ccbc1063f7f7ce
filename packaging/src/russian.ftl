# Заголовки страниц руководства; остальное — справка самих программ

manual-name = ИМЯ
manual-synopsis = ОБЗОР
manual-description = ОПИСАНИЕ
manual-commands = КОМАНДЫ
manual-exit-status = КОД ЗАВЕРШЕНИЯ
manual-see-also = СМОТРИТЕ ТАКЖЕ
manual-files = ФАЙЛЫ
manual-files-issuer = ~/.local/share/spravka/issuer, ~/.local/share/spravka/root: реестр и ключи ведомства и ключи корня, если --home не указывает другое место. При удалении пакета они остаются.
manual-files-wallet = ~/.local/share/spravka/wallet: кошелёк, зашифрованный парольной фразой, если --home не указывает другое место. При удалении пакета он остаётся.
manual-files-verifier = ~/.local/share/spravka/verifier: корневой ключ, списки, настройки и подсчёты, если --home не указывает другое место. При удалении пакета они остаются.
