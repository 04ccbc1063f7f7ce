# Отказы машины

fault-busy = { $home } занят программой { $tool } (процесс { $pid }) с { $since }: дождитесь её завершения или выберите другой каталог параметром --home
fault-busy-unknown = { $home } занят другой программой: дождитесь её завершения или выберите другой каталог параметром --home
fault-io = не удалось { $doing ->
        [create] создать
        [list] просмотреть
        [lock] занять
       *[read] прочитать
        [remove] удалить
        [write] записать
    } { $path }: { $cause }
fault-cause = { $kind ->
        [missing] такого файла или каталога нет
        [denied] нет прав: проверьте владельца или выберите другой каталог параметром --home
        [full] на диске нет места: освободите место
        [read-only] диск доступен только для чтения: выберите другой каталог параметром --home
        [directory] это каталог
        [not-directory] это не каталог
       *[other] система ответила: { $text }
    }
fault-too-large = { $path } слишком велик: не меньше { $size } Б, а предел — { $limit } Б: это не тот файл
fault-exists = { $path } уже существует с другим содержимым и не перезаписывается: уберите его, если он не нужен
fault-not-private = { $path } принадлежит не вам, или другие могут в него писать: закройте его (chmod 700) или выберите другой каталог
fault-no-home = каталог данных пользователя неизвестен: выберите каталог параметром --home
fault-no-passphrase = нет парольной фразы: укажите файл параметром --passphrase-file, задайте SPRAVKA_PASSPHRASE или введите её в терминале
fault-empty-passphrase = парольная фраза пуста: нужен хотя бы один знак
fault-passphrase-not-text = парольная фраза в { $place } — не текст UTF-8
fault-passphrases-differ = введённые фразы не совпадают: введите одну и ту же дважды
fault-bad-time = «{ $given }» — не время: укажите 2025-05-09T12:00:00Z (RFC 3339) или секунды с 1970 года
fault-bad-number = «{ $given }» — не целое число от { $least } до { $most }

# Командная строка

usage-heading = Использование
usage-commands = Команды
usage-arguments = Аргументы
usage-options = Параметры
usage-common = Общие параметры
usage-command = КОМАНДА
usage-options-tag = ПАРАМЕТРЫ
usage-values = [значения: { $values }]
usage-default = [по умолчанию: { $value }]

help--home = Хранить данные здесь, а не в каталоге данных пользователя
help--lang = Язык всех текстов; иначе по SPRAVKA_LANG, LC_ALL, LC_MESSAGES или LANG
help--json = Отвечать в формате JSON, для программ
help--at = Действовать так, будто сейчас это время (RFC 3339 или секунды с 1970 года): для репетиций и проверок
help--passphrase_file = Взять парольную фразу из первой строки этого файла, а не из SPRAVKA_PASSPHRASE или терминала
help--help = Показать эту справку
help--version = Показать версию
help-help = Показать справку о команде

value-dir = КАТАЛОГ
value-file = ФАЙЛ
value-lang = ЯЗЫК
value-time = ВРЕМЯ

# Неверная командная строка

wrong-heading = ошибка
wrong-unknown-argument = неизвестный аргумент «{ $argument }»
wrong-unknown-command = неизвестная команда «{ $command }»
wrong-no-command = для «{ $command }» нужна команда: { $commands }
wrong-missing = не хватает: { $arguments }
wrong-no-value = для «{ $argument }» нужно значение
wrong-value = неверное значение «{ $value }» для «{ $argument }»
wrong-value-list = возможные значения: { $values }
wrong-conflict = «{ $argument }» нельзя указать вместе с { $others }
wrong-twice = «{ $argument }» указан дважды
wrong-count = для «{ $argument }» нужно { $wanted ->
        [one] { $wanted } значение
        [few] { $wanted } значения
       *[other] { $wanted } значений
    }, а не { $given }
wrong-too-many = для «{ $argument }» лишнее значение «{ $value }»
wrong-no-equals = для «{ $argument }» значение пишется после «=»
wrong-encoding = аргумент — не текст UTF-8
wrong-similar = может быть, «{ $similar }»?
wrong-more = Подробнее: --help
